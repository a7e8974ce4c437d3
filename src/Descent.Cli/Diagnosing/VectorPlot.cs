using System.Globalization;
using System.Text;

namespace Descent.Cli;

/// <summary>Curves with axes and a legend as an SVG picture.</summary>
internal static class VectorPlot
{
    private const double Width = 860, Height = 320, Left = 70, Right = 20, Top = 30, Bottom = 46;

    /// <summary>Apart for those who do not tell red from green, too (Okabe and Ito, 2008).</summary>
    private static readonly string[] s_colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];

    /// <summary>Labels along the axis: more than this run into each other.</summary>
    private const int MostLabels = 12;

    public static string Of(DiagnosisPlot plot)
    {
        var svg = new StringBuilder(Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{DiagnosisPage.Text(plot.Title)}\">"));
        var values = plot.Curves.SelectMany(c => c.Values).Where(v => double.IsFinite(v) && (!plot.IsLogarithmic || v > 0)).ToList();
        if (values.Count == 0) return svg.Append("</svg>").ToString();
        double Scale(double v) => plot.IsLogarithmic ? Math.Log10(v) : v;
        double low = values.Min(Scale), high = values.Max(Scale);
        if (plot.IsLogarithmic) (low, high) = (Math.Floor(low), Math.Ceiling(high));
        if (high - low < 1e-12) (low, high) = (low - 0.5, high + 0.5);
        var count = plot.Curves.Max(c => c.Values.Count);
        double X(int i) => Left + (Width - Left - Right) * (count == 1 ? 0.5 : (double)i / (count - 1));
        double Y(double v) => Height - Bottom - (Height - Top - Bottom) * (Scale(v) - low) / (high - low);

        var lines = plot.IsLogarithmic ? (int)Math.Min(8, high - low) : 4;
        for (var i = 0; i <= lines; i++)
        {
            var at = low + (high - low) * i / lines;
            var value = plot.IsLogarithmic ? Math.Pow(10, Math.Round(at)) : at;
            var y = plot.IsLogarithmic ? Y(value) : Height - Bottom - (Height - Top - Bottom) * i / lines;
            svg.Append(Invariant($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/><text x=\"{Left - 8}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{value:G3}</text>"));
        }

        var every = Math.Max(1, (count + MostLabels - 1) / MostLabels);
        for (var i = 0; i < count; i += every)
        {
            var label = plot.Labels.Count > i ? plot.Labels[i] : $"{i + 1}";
            svg.Append(Invariant($"<text x=\"{X(i):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"{(i == 0 ? "start" : i + every >= count && i == count - 1 ? "end" : "middle")}\">{DiagnosisPage.Text(Shorten(label))}</text>"));
        }

        svg.Append(Invariant($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{DiagnosisPage.Text(plot.Across)}</text><text x=\"{Left}\" y=\"16\">{DiagnosisPage.Text(plot.Up)}</text>"));
        foreach (var (number, curve) in plot.Curves.Index()) Draw(svg, curve, number);
        return svg.Append("</svg>").ToString();

        void Draw(StringBuilder target, DiagnosisCurve curve, int number)
        {
            var color = s_colors[number % s_colors.Length];
            var path = new StringBuilder();
            var isOpen = false;
            for (var i = 0; i < curve.Values.Count; i++)
            {
                var value = curve.Values[i];
                var isDrawn = double.IsFinite(value) && (!plot.IsLogarithmic || value > 0);
                if (isDrawn) path.Append(Invariant($"{(isOpen ? "L" : "M")}{X(i):0.#} {Y(value):0.#}"));
                if (isDrawn && curve.Values.Count <= 40) target.Append(Invariant($"<circle cx=\"{X(i):0.#}\" cy=\"{Y(value):0.#}\" r=\"3\" fill=\"{color}\"/>"));
                isOpen = isDrawn;
            }

            target.Append(Invariant($"<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/><rect x=\"{Left + 110 + 170 * number}\" y=\"8\" width=\"12\" height=\"4\" fill=\"{color}\"/><text x=\"{Left + 128 + 170 * number}\" y=\"16\">{DiagnosisPage.Text(curve.Name)}</text>"));
        }
    }

    private static string Shorten(string label) => label.Length <= 14 ? label : label[..13] + "…";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
