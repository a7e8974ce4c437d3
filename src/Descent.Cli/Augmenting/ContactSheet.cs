namespace Descent.Cli;

/// <summary>Draws many small images under their names: a row a sample, a column a technique.</summary>
internal sealed class ContactSheet
{
    /// <summary>Small images are enlarged to at most so many pixels a side, larger ones reduced: 28 × 28 pixels are shown five times as large.</summary>
    private const int UsualBox = 140;

    /// <summary>Letters below an image: what most parameters take in two lines.</summary>
    private const int Letters = 12;

    /// <summary>Room for the text above a single column.</summary>
    private const int LeastWidth = 800;

    private const int Margin = 16, Gap = 12, RowGap = 18, CaptionGap = 6, BarHeight = 24, TitleLines = 3, CaptionLines = 6;

    private static readonly Color s_text = new(20, 20, 20), s_caption = new(95, 95, 95), s_bar = new(222, 231, 242), s_wholeBar = new(250, 230, 200), s_frame = new(190, 190, 190);

    private readonly Canvas _canvas;
    private readonly TilePlace[][] _places;

    private ContactSheet(Canvas canvas, TilePlace[][] places) => (_canvas, _places) = (canvas, places);

    public int Width => _canvas.Width;

    public int Height => _canvas.Height;

    /// <summary>Where each tile stands, by row and column.</summary>
    public IReadOnlyList<IReadOnlyList<TilePlace>> Places => _places;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => _canvas.Save(path);

    public static ContactSheet Draw(SheetContents contents)
    {
        var box = BoxOf(contents);
        var cell = Math.Max(box, BitmapFont.Width(new string('x', Letters)));
        var letters = (cell + BitmapFont.Advance - 1) / BitmapFont.Advance;
        var lefts = Lefts(contents.Columns, cell);
        var width = Math.Max(LeastWidth, lefts[^1] + cell + Margin);
        var lineLetters = (width - 2 * Margin) / BitmapFont.Advance;
        List<string> title = BitmapFont.Wrap(contents.Title, lineLetters, 2), note = BitmapFont.Wrap(contents.Note, lineLetters, 4), footer = BitmapFont.Wrap(contents.Footer, lineLetters, 4);
        var titles = contents.Columns.Select(c => BitmapFont.Wrap(c.Title, letters, TitleLines)).ToList();
        var groups = Groups(contents.Columns);
        var bars = groups.ConvertAll(g => BitmapFont.Wrap(contents.Columns[g.First].Group, (lefts[g.Last] + cell - lefts[g.First]) / BitmapFont.Advance, 2));
        var captions = contents.Rows.Select(r => r.Tiles.Select(t => BitmapFont.Wrap(t.Caption, letters, CaptionLines)).ToList()).ToList();
        var shown = contents.Rows.Select(r => r.Tiles.Select(t => Fit(t.Image, box)).ToList()).ToList();

        var top = Margin + (title.Count + note.Count) * BitmapFont.LineHeight + Gap;
        var barHeight = BarHeight + (bars.Max(b => b.Count) - 1) * BitmapFont.LineHeight;
        var y = top + barHeight + CaptionGap + titles.Max(t => t.Count) * BitmapFont.LineHeight + CaptionGap;
        var places = new TilePlace[contents.Rows.Count][];
        for (var row = 0; row < places.Length; row++)
        {
            var tallest = shown[row].Max(s => s.Image.Height * s.Side);
            places[row] = [.. shown[row].Select((s, column) => new TilePlace(lefts[column], y, s.Image.Width * s.Side, s.Image.Height * s.Side))];
            y += tallest + CaptionGap + captions[row].Max(c => c.Count) * BitmapFont.LineHeight + RowGap;
        }

        var canvas = new Canvas(width, y + footer.Count * BitmapFont.LineHeight + (footer.Count > 0 ? Margin : 0));
        canvas.Text(Margin, Margin, title, s_text);
        canvas.Text(Margin, Margin + title.Count * BitmapFont.LineHeight, note, s_caption);
        for (var i = 0; i < groups.Count; i++)
        {
            var (first, last) = groups[i];
            canvas.Fill(lefts[first], top, lefts[last] + cell - lefts[first], barHeight, contents.Columns[first].IsWhole ? s_wholeBar : s_bar);
            canvas.Text(lefts[first] + 4, top + (BarHeight - BitmapFont.Height) / 2, bars[i], s_text);
        }

        for (var column = 0; column < titles.Count; column++) canvas.Text(lefts[column], top + barHeight + CaptionGap, titles[column], s_caption);
        for (var row = 0; row < places.Length; row++)
        {
            for (var column = 0; column < places[row].Length; column++)
            {
                var place = places[row][column];
                canvas.Fill(place.X - 1, place.Y - 1, place.Width + 2, place.Height + 2, s_frame);
                canvas.Draw(place.X, place.Y, shown[row][column].Image, shown[row][column].Side);
                canvas.Text(place.X, place.Y + place.Height + CaptionGap, captions[row][column], column == 0 ? s_text : s_caption);
            }
        }

        canvas.Text(Margin, y, footer, s_caption);
        return new ContactSheet(canvas, places);
    }

    /// <summary>How large images are shown: the usual, unless some have a little less, which would then leave a part of the room empty.</summary>
    private static int BoxOf(SheetContents contents)
    {
        var sides = contents.Rows.SelectMany(r => r.Tiles).Select(t => Math.Max(t.Image.Height, t.Image.Width)).Where(side => side is > UsualBox / 2 and <= UsualBox).ToList();
        return sides.Count > 0 ? sides.Max() : UsualBox;
    }

    /// <summary>The image as it is shown, and the side of the square that each of its pixels becomes.</summary>
    private static (DecodedImage Image, int Side) Fit(DecodedImage image, int box)
    {
        var longer = Math.Max(image.Height, image.Width);
        if (longer <= box) return (image, box / longer);
        var size = new ImageSize(Math.Max(1, image.Height * box / longer), Math.Max(1, image.Width * box / longer));
        var pixels = new byte[size.Height * size.Width * image.Channels];
        new Augmentation(new Resize(size)).Apply(image.Pixels, [image.Height, image.Width, image.Channels], pixels, seed: 0, epoch: 0, sample: 0);
        return (new DecodedImage(size.Height, size.Width, image.Channels, pixels), 1);
    }

    private static List<(int First, int Last)> Groups(IReadOnlyList<SheetColumn> columns)
    {
        var groups = new List<(int First, int Last)>();
        for (var i = 0; i < columns.Count; i++)
        {
            if (i > 0 && columns[i].Group == columns[i - 1].Group && columns[i].IsWhole == columns[i - 1].IsWhole) groups[^1] = (groups[^1].First, i);
            else groups.Add((i, i));
        }

        return groups;
    }

    /// <summary>The columns' left edges; what shows the whole pipeline stands a little apart.</summary>
    private static int[] Lefts(IReadOnlyList<SheetColumn> columns, int cell)
    {
        var lefts = new int[columns.Count];
        lefts[0] = Margin;
        for (var i = 1; i < lefts.Length; i++) lefts[i] = lefts[i - 1] + cell + (columns[i].IsWhole && !columns[i - 1].IsWhole ? 2 * Gap : Gap);
        return lefts;
    }
}
