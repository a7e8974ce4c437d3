namespace Descent.Benchmarks;

/// <summary>The groups and what is in them. A workload is added by a line here.</summary>
internal static class Catalog
{
    public static IReadOnlyList<string> Groups { get; } = ["train", "optimizers", "kernels"];

    public static IReadOnlyList<string> Names(string group) => [.. Of(group).Select(w => w.Name)];

    /// <summary>Whether the peer's peak memory is measured too: where a step is what users run, not a kernel.</summary>
    public static bool ComparesMemory(string group) => group is "train" or "optimizers";

    /// <summary>Workloads are cheap until they are prepared.</summary>
    public static IReadOnlyList<Workload> Of(string group) => group switch
    {
        "train" =>
        [
            new MlpWorkload("tiny", 16, [4, 16, 3], drop: 0),
            new MlpWorkload("mlp", 128, [784, 512, 512, 10], drop: 0.2),
        ],
        "optimizers" => [OptimizerWorkload.Sgd, OptimizerWorkload.Momentum, OptimizerWorkload.Nesterov, OptimizerWorkload.Adam, OptimizerWorkload.AdamW],
        "kernels" => [.. Gemms()],
        _ => [],
    };

    private static IEnumerable<Workload> Gemms()
    {
        int[] sizes = [256, 512, 1024, 2048];
        foreach (var n in sizes) yield return new GemmWorkload($"gemm-{n}", n, n, n);
        foreach (var n in sizes) yield return new GemmWorkload($"gemm-m64-{n}", 64, n, n);
        foreach (var n in sizes) yield return new GemmWorkload($"gemm-n64-{n}", n, 64, n);
        foreach (var n in sizes) yield return new GemmWorkload($"gemm-k64-{n}", n, n, 64);
        yield return new GemmWorkload("gemm-1024-nt", 1024, 1024, 1024, transposeB: true);
        yield return new GemmWorkload("gemm-1024-tn", 1024, 1024, 1024, transposeA: true);

        // The products of the mlp's training step: y = x·wᵀ, dx = dy·w, dw = dyᵀ·x.
        (string Layer, int In, int Out)[] layers = [("mlp1", 784, 512), ("mlp2", 512, 512), ("mlp3", 512, 10)];
        foreach (var (layer, inputs, outputs) in layers)
        {
            yield return new GemmWorkload($"gemm-{layer}-y", 128, outputs, inputs, transposeB: true);
            if (layer != "mlp1") yield return new GemmWorkload($"gemm-{layer}-dx", 128, inputs, outputs);
            yield return new GemmWorkload($"gemm-{layer}-dw", outputs, inputs, 128, transposeA: true);
        }
    }
}
