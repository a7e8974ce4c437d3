namespace Descent.Cli;

/// <summary>A picture in colour to draw on, white at first.</summary>
internal sealed class Canvas
{
    private const int Channels = 3;

    private readonly byte[] _pixels;

    public Canvas(int width, int height)
    {
        (Width, Height) = (width, height);
        _pixels = new byte[checked(width * height * Channels)];
        Array.Fill(_pixels, (byte)255);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Writes it as PNG; a picture that is there is replaced.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => PngEncoder.Write(path, Height, Width, Channels, _pixels);

    /// <summary>Fills a rectangle; what lies outside is left out.</summary>
    public void Fill(int x, int y, int width, int height, Color color)
    {
        for (var row = Math.Max(y, 0); row < Math.Min(y + height, Height); row++)
            for (var column = Math.Max(x, 0); column < Math.Min(x + width, Width); column++) Set(column, row, color);
    }

    /// <summary>Writes a line of text.</summary>
    public void Text(int x, int y, string text, Color color) => BitmapFont.Draw(x, y, text, (column, row) =>
    {
        if (column >= 0 && column < Width && row >= 0 && row < Height) Set(column, row, color);
    });

    /// <summary>Writes lines of text below each other.</summary>
    public void Text(int x, int y, IEnumerable<string> lines, Color color)
    {
        foreach (var line in lines)
        {
            Text(x, y, line, color);
            y += BitmapFont.LineHeight;
        }
    }

    /// <summary>Draws an image whose every pixel becomes a square.</summary>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The top edge.</param>
    /// <param name="image">The image, grey or coloured; opacity is not shown.</param>
    /// <param name="side">Of the squares, in pixels.</param>
    public void Draw(int x, int y, DecodedImage image, int side)
    {
        for (var row = 0; row < image.Height; row++)
        {
            for (var column = 0; column < image.Width; column++)
            {
                var pixel = image.Pixels.AsSpan((row * image.Width + column) * image.Channels, image.Channels);
                Fill(x + column * side, y + row * side, side, side, image.Channels < Channels ? new Color(pixel[0], pixel[0], pixel[0]) : new Color(pixel[0], pixel[1], pixel[2]));
            }
        }
    }

    private void Set(int x, int y, Color color)
    {
        var at = (y * Width + x) * Channels;
        (_pixels[at], _pixels[at + 1], _pixels[at + 2]) = (color.Red, color.Green, color.Blue);
    }
}

/// <summary>Red, green and blue, 0 … 255.</summary>
internal readonly record struct Color(byte Red, byte Green, byte Blue);
