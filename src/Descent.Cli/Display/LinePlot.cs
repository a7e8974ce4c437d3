using System.Globalization;

namespace Descent.Cli;

/// <summary>A curve with axes and numbers, as a picture of greys.</summary>
internal sealed class LinePlot
{
    public const int Width = 960;
    public const int Height = 540;

    private const int Left = 120, Right = 30, Top = 50, Bottom = 70;
    private const byte White = 255, Black = 0, Grid = 225;

    private readonly byte[] _pixels = new byte[Width * Height];

    private LinePlot() => Array.Fill(_pixels, White);

    /// <summary>The pixels, row by row from the top.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The learning rate of each update, over epochs.</summary>
    public static LinePlot OfRates(IReadOnlyList<double> rates, double epochs)
    {
        var plot = new LinePlot();
        double top = NiceAbove(rates.Max()), right = epochs;
        plot.DrawAxes(right, top);
        double X(int i) => Left + (Width - Left - Right) * (i + 0.5) / rates.Count;
        double Y(int i) => Height - Bottom - (Height - Top - Bottom) * rates[i] / top;
        for (var i = 0; i + 1 < rates.Count; i++) plot.Line(X(i), Y(i), X(i + 1), Y(i + 1));
        if (rates.Count == 1) plot.Line(Left, Y(0), Width - Right, Y(0));
        return plot;
    }

    private void DrawAxes(double right, double top)
    {
        const int ParallelLines = 5;
        for (var i = 0; i <= ParallelLines; i++)
        {
            var y = Height - Bottom - (Height - Top - Bottom) * i / ParallelLines;
            for (var x = Left; x < Width - Right; x++) Set(x, y, Grid);
            var text = Number(top * i / ParallelLines);
            Text(Left - 12 - text.Length * BitmapFont.Advance, y - 7, text);
        }

        var step = NiceAbove(right / 10);
        if (right >= 1) step = Math.Max(1, Math.Round(step));
        for (var value = 0.0; value <= right * (1 + 1e-9); value += step)
        {
            var x = (int)(Left + (Width - Left - Right) * value / right);
            for (var y = Top; y < Height - Bottom; y++) Set(x, y, Grid);
            var text = Number(value);
            Text(x - text.Length * BitmapFont.Advance / 2, Height - Bottom + 12, text);
        }

        for (var x = Left; x <= Width - Right; x++) Set(x, Height - Bottom, Black);
        for (var y = Top; y <= Height - Bottom; y++) Set(Left, y, Black);
        Text(Left, 16, "learning rate");
        Text((Left + Width - Right) / 2 - 5 * BitmapFont.Advance / 2, Height - 28, "epoch");
    }

    /// <summary>The least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below the number.</summary>
    private static double NiceAbove(double value)
    {
        if (!(value > 0)) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var factor in new[] { 1, 2, 2.5, 5, 10 })
            if (factor * power >= value * (1 - 1e-12)) return factor * power;
        return 10 * power;
    }

    private static string Number(double value) => value != 0 && Math.Abs(value) is < 1e-3 or >= 1e5
        ? value.ToString("0.##e-0", CultureInfo.InvariantCulture)
        : value.ToString("0.######", CultureInfo.InvariantCulture);

    private void Text(int x, int y, string text) => BitmapFont.Draw(x, y, text, (column, row) => Set(column, row, Black));

    /// <summary>A line two pixels wide.</summary>
    private void Line(double x0, double y0, double x1, double y1)
    {
        var steps = (int)Math.Ceiling(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0))) + 1;
        for (var i = 0; i <= steps; i++)
        {
            int x = (int)Math.Round(x0 + (x1 - x0) * i / steps), y = (int)Math.Round(y0 + (y1 - y0) * i / steps);
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
