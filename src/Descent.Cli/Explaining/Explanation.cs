using System.Globalization;

namespace Descent.Cli;

/// <summary>One thing that a run does, with its numbers.</summary>
/// <param name="Topic">What it is about: <c>update rule</c>.</param>
/// <param name="Name">What is in use: <c>Adam, as in PyTorch</c>.</param>
/// <param name="Formulas">What is computed, the numbers filled in.</param>
/// <param name="Source">Who published it; empty if nobody need be named.</param>
/// <param name="Elsewhere">The settings that do the same in other conventions and libraries.</param>
internal sealed record Explanation(string Topic, string Name, IReadOnlyList<string> Formulas, string Source = "", IReadOnlyList<string>? Elsewhere = null)
{
    /// <summary>A number as formulas show it, to seven digits.</summary>
    public static string N(double number)
    {
        var rounded = double.Parse(number.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded.ToString(rounded != 0 && Math.Abs(rounded) is < 1e-4 or >= 1e7 ? "0.######e-0" : "0.###########", CultureInfo.InvariantCulture);
    }
}
