using Xunit;

namespace Descent.Tests.Support;

/// <summary>Fails unless <see cref="GradientCheck"/> passes every floating-point operand of a function.</summary>
public static class GradientAssert
{
    private static readonly GradientCheck s_check = new();

    /// <summary>Checks the gradient of each floating-point operand. One tensor may stand at several places.</summary>
    /// <param name="f">The function; called once for the gradient and twice or more for each element.</param>
    /// <param name="inputs">Its operands.</param>
    /// <param name="context">Printed when the check fails: how to make the case again.</param>
    /// <param name="mayHaveKinks">Whether a step of a difference may cross a kink by chance, as where a ReLU follows a sum that no sample can keep away from 0.</param>
    public static void IsRight(Func<Tensor[], Tensor> f, Tensor[] inputs, string context = "", bool mayHaveKinks = false) =>
        Passes(s_check.Run(f, inputs), $"{context}: operands {string.Join(", ", inputs.Select(t => $"{t.Shape}"))}", mayHaveKinks);

    /// <summary>Every tensor is reached by a gradient, and each of its numbers that was looked at is right; unless <paramref name="mayHaveKinks"/>, none of them at a kink.</summary>
    public static void Passes(GradientReport report, string context, bool mayHaveKinks = false)
    {
        foreach (var tensor in report.Tensors)
            Assert.True(tensor is { Verdict: CheckVerdict.Pass, IsReached: true } && (mayHaveKinks || tensor.Kinks == 0), $"{context}: {(tensor.IsReached ? "" : "no gradient reaches ")}{tensor}");
    }
}
