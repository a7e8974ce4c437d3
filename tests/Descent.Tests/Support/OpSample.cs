namespace Descent.Tests.Support;

/// <summary>How to make operands for an op and how to call it. Every op has at least one; all the generic op tests run over them.</summary>
/// <param name="Name">Unique; also the name of the golden case, if there is one.</param>
/// <param name="Inputs">Makes operands of varying shape, away from kinks.</param>
/// <param name="Call">Calls the op on such operands. It may read their shapes, and nothing else that varies.</param>
public sealed record OpSample(string Name, Func<OperandDraw, Tensor[]> Inputs, Func<Tensor[], Tensor> Call)
{
    /// <summary>False where passing one tensor as several operands puts every element on a kink, as max(x, x) does.</summary>
    public bool CanShare { get; init; } = true;

    /// <summary>Whether a fused ReLU follows a sum: no choice of operands keeps every sum of every shape further from 0 than a difference's step.</summary>
    public bool MayMeetKinks => Name.Contains(", ReLU", StringComparison.Ordinal);

    /// <summary>Why there is no golden case of this name; null if there must be one.</summary>
    public string? NoGolden { get; init; }

    /// <summary>The op class, for ops that record nothing because their result has no gradient. Others are found on the tape.</summary>
    public Type? Op { get; init; }

    public override string ToString() => Name;
}

/// <summary>A part of the table of samples. Implement it in a file of your own: the tests find it by reflection.</summary>
public interface IOpSamples
{
    IEnumerable<OpSample> Samples { get; }
}

/// <summary>The whole table.</summary>
public static class OpSamples
{
    private static readonly Dictionary<string, OpSample> s_all = typeof(OpSamples).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(IOpSamples)) && type is { IsInterface: false, IsAbstract: false })
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => ((IOpSamples)Activator.CreateInstance(type)!).Samples)
        .ToDictionary(sample => sample.Name);

    public static IReadOnlyCollection<OpSample> All => s_all.Values;

    /// <summary>For <c>[MemberData]</c>: names, so that a test explorer lists each sample.</summary>
    public static IEnumerable<object[]> Names => s_all.Keys.Select(name => new object[] { name });

    public static OpSample Get(string name) => s_all[name];
}
