using System.Text.Json.Nodes;
using Descent.Kernels;

namespace Descent.Benchmarks;

/// <summary>C[m,n] = op(A)·op(B), the kernel alone. Costs 2·m·n·k operations; A, B and C pass once.</summary>
internal sealed unsafe class GemmWorkload(string name, int m, int n, int k, bool transposeA = false, bool transposeB = false) : Workload
{
    private Tensor _a = null!, _b = null!, _c = null!;

    public override string Name => name;

    public override IReadOnlyList<Cost> Costs { get; } = [new("gemm", 2.0 * m * n * k, Bytes(m, n, k), Traffic.Triad)];

    public override double WorkingSet => Bytes(m, n, k);

    public override JsonObject PeerSpec => new() { ["kind"] = "gemm", ["m"] = m, ["n"] = n, ["k"] = k, ["ta"] = transposeA, ["tb"] = transposeB };

    public override IEnumerable<float[]> Inputs => [_a.ToArray<float>(), _b.ToArray<float>()];

    public override void Prepare()
    {
        _a = Numbers.Spread(transposeA ? [k, m] : [m, k], stream: 1);
        _b = Numbers.Spread(transposeB ? [n, k] : [k, n], stream: 2);
        _c = Tensor.Zeros([m, n]);
    }

    public override void Run(int steps)
    {
        var args = new GemmArgs<float>
        {
            A = _a.Data<float>(),
            B = _b.Data<float>(),
            C = _c.Data<float>(),
            M = m,
            N = n,
            K = k,
            LdA = transposeA ? m : k,
            LdB = transposeB ? k : n,
            LdC = n,
            TransposeA = transposeA,
            TransposeB = transposeB,
        };
        for (var i = 0; i < steps; i++) Gemm.Run(args);
        GC.KeepAlive(this);
    }

    public override CheckResult Check()
    {
        Run(1);
        var c = _c.ToArray<float>();
        return new CheckResult(Numbers.Norm(c), [c], null);
    }

    private static double Bytes(int m, int n, int k) => sizeof(float) * ((double)m * k + (double)k * n + (double)m * n);
}
