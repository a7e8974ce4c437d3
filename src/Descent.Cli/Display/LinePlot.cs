namespace Descent.Cli;

/// <summary>Curves with axes and numbers, as a picture of greys.</summary>
internal sealed class LinePlot
{
    public const int Width = 960;
    public const int Height = 540;

    private const int Left = 120, Right = 30, Top = 50, Bottom = 70;
    private const byte White = 255, Black = 0, Grid = 225;

    private readonly byte[] _pixels = new byte[Width * Height];

    private readonly PlotAxis _x;
    private readonly PlotAxis _y;

    /// <param name="x">The axis below.</param>
    /// <param name="y">The axis on the left.</param>
    public LinePlot(PlotAxis x, PlotAxis y)
    {
        (_x, _y) = (x, y);
        Array.Fill(_pixels, White);
        DrawAxes();
    }

    /// <summary>The pixels, row by row from the top.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The learning rate of each update, over epochs.</summary>
    public static LinePlot OfRates(IReadOnlyList<double> rates, double epochs)
    {
        var plot = new LinePlot(new PlotAxis("epoch", 0, epochs), PlotAxis.FromZero("learning rate", rates.Max()));
        plot.Curve([.. rates.Select((rate, i) => (epochs * (i + 0.5) / rates.Count, rate))]);
        if (rates.Count == 1) plot.Curve([(0, rates[0]), (epochs, rates[0])]);
        return plot;
    }

    /// <summary>The points of a curve, joined. What lies outside the axes is left out.</summary>
    public void Curve(IReadOnlyList<(double X, double Y)> points)
    {
        for (var i = 0; i + 1 < points.Count; i++) Line(X(points[i].X), Y(points[i].Y), X(points[i + 1].X), Y(points[i + 1].Y));
    }

    /// <summary>Points by themselves.</summary>
    public void Dots(IEnumerable<(double X, double Y)> points)
    {
        foreach (var (x, y) in points) Line(X(x), Y(y), X(x), Y(y));
    }

    /// <summary>A dashed line from top to bottom, with a name beside it.</summary>
    /// <param name="value">Where.</param>
    /// <param name="name">The name.</param>
    /// <param name="row">The line of text from the top, so that names do not meet.</param>
    public void Mark(double value, string name, int row)
    {
        var x = (int)Math.Round(X(value));
        for (var y = Top; y < Height - Bottom; y++)
            if (y / 6 % 2 == 0) Set(x, y, Black);
        Text(Math.Min(x + 6, Width - name.Length * BitmapFont.Advance), Top + 6 + row * BitmapFont.LineHeight, name);
    }

    private double X(double value) => Left + (Width - Left - Right) * _x.Place(value);

    private double Y(double value) => Height - Bottom - (Height - Top - Bottom) * _y.Place(value);

    private void DrawAxes()
    {
        const int ParallelLines = 5;
        foreach (var value in _y.Ticks((_y.To - _y.From) / ParallelLines))
        {
            for (var x = Left; x < Width - Right; x++) Set(x, (int)Math.Round(Y(value)), Grid);
            var text = PlotAxis.Number(value);
            Text(Left - 12 - text.Length * BitmapFont.Advance, (int)Math.Round(Y(value)) - 7, text);
        }

        var step = PlotAxis.NiceAbove((_x.To - _x.From) / 10);
        if (_x.To - _x.From >= 1) step = Math.Max(1, Math.Round(step));
        foreach (var value in _x.Ticks(step))
        {
            for (var y = Top; y < Height - Bottom; y++) Set((int)X(value), y, Grid);
            var text = PlotAxis.Number(value);
            Text((int)X(value) - text.Length * BitmapFont.Advance / 2, Height - Bottom + 12, text);
        }

        for (var x = Left; x <= Width - Right; x++) Set(x, Height - Bottom, Black);
        for (var y = Top; y <= Height - Bottom; y++) Set(Left, y, Black);
        Text(Left, 16, _y.Name);
        Text((Left + Width - Right) / 2 - _x.Name.Length * BitmapFont.Advance / 2, Height - 28, _x.Name);
    }

    private void Text(int x, int y, string text) => BitmapFont.Draw(x, y, text, (column, row) => Set(column, row, Black));

    /// <summary>A line two pixels wide.</summary>
    private void Line(double x0, double y0, double x1, double y1)
    {
        if (!(Math.Max(Math.Abs(y0), Math.Abs(y1)) < 100 * Height)) return; // far outside
        var steps = (int)Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0))) + 1;
        for (var i = 0; i <= steps; i++)
        {
            int x = (int)Math.Round(x0 + (x1 - x0) * i / steps), y = (int)Math.Round(y0 + (y1 - y0) * i / steps);
            if (y is < Top or > Height - Bottom) continue;
            Set(x, y, Black);
            Set(x, y - 1, Black);
            Set(x + 1, y, Black);
            Set(x + 1, y - 1, Black);
        }
    }

    private void Set(int x, int y, byte grey)
    {
        if (x is >= 0 and < Width && y is >= 0 and < Height) _pixels[y * Width + x] = grey;
    }
}
