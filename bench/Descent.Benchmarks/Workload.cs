using System.Text.Json.Nodes;

namespace Descent.Benchmarks;

/// <summary>Which memory stream an operation's traffic resembles; the bandwidth of that stream is its limit.</summary>
internal enum Traffic
{
    /// <summary>Reads only: s += x[i].</summary>
    Read,

    /// <summary>As much read as written elsewhere: y[i] = x[i].</summary>
    Copy,

    /// <summary>Two read for one written elsewhere: z[i] = x[i] + a·y[i].</summary>
    Triad,

    /// <summary>Changed in place: x[i] += a·y[i].</summary>
    Update,
}

/// <summary>
/// The least an operation must do. FLOPs: an addition, multiplication, division, root, comparison or exponential is one, a fused
/// multiply-add two. Bytes: each operand once, however often a kernel reads it, and nothing that a fused kernel need not store.
/// </summary>
internal readonly record struct Cost(string Operation, double Flops, double Bytes, Traffic Traffic);

/// <summary>One thing to measure, ours and the peer's.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>The same work without what this one adds to it, to be measured in turn with it; null where there is none.</summary>
    public Workload? Without { get; init; }

    /// <summary>Samples that one step consumes; 1 where the word means nothing.</summary>
    public virtual int Samples => 1;

    /// <summary>What the operations of one step must do at least.</summary>
    public abstract IReadOnlyList<Cost> Costs { get; }

    /// <summary>Bytes touched by a step: they say which level of the memory hierarchy the limit comes from.</summary>
    public abstract double WorkingSet { get; }

    /// <summary>The peer's description of the work.</summary>
    public abstract JsonObject PeerSpec { get; }

    /// <summary>How far the scalars may be apart, relatively.</summary>
    public virtual double ScalarTolerance => 1e-4;

    /// <summary>
    /// How far the arrays may be apart, in norm. Sums in another order differ by a few float roundings; Adam's first steps, of size lr
    /// whatever the gradient's size, turn the sign of a gradient that is zero but for rounding into a whole step. A different formula
    /// differs by tens of percent.
    /// </summary>
    public virtual double ArrayTolerance => 2e-3;

    /// <summary>Allocates what <see cref="Run"/> needs.</summary>
    public abstract void Prepare();

    /// <summary>Runs that many steps.</summary>
    public abstract void Run(int steps);

    /// <summary>The numbers that the peer starts from, in the order it reads them: both sides compute on the same.</summary>
    public abstract IEnumerable<float[]> Inputs { get; }

    /// <summary>
    /// Computes what the peer will compute from <see cref="Inputs"/> without random numbers, and leaves the workload as
    /// <see cref="Prepare"/> did. The first part is compared number by number, the rest in norm.
    /// </summary>
    public abstract CheckResult Check();
}

/// <summary>What a side computed: a scalar that must agree, and arrays that must agree in norm.</summary>
/// <param name="Scalar">The initial loss, or a checksum.</param>
/// <param name="Arrays">Parameters after three steps, or results.</param>
/// <param name="Before">The arrays before the steps, where their change is what counts; null where the arrays are results.</param>
internal sealed record CheckResult(double Scalar, IReadOnlyList<float[]> Arrays, IReadOnlyList<float[]>? Before);
