namespace Descent.Benchmarks;

/// <summary>The groups and what is in them. A workload is added by a line here.</summary>
internal static class Catalog
{
    public static IReadOnlyList<string> Groups { get; } = ["train", "infer", "optimizers", "augment", "kernels", "start", "dashboard"];

    public static IReadOnlyList<string> Names(string group) => group == "start" ? [StartGroup.Workload] : group == "dashboard" ? DashboardGroup.Names : [.. Of(group).Select(w => w.Name)];

    /// <summary>Whether the peer's peak memory is measured too: where a step is what users run, not a kernel.</summary>
    public static bool ComparesMemory(string group) => group is "train" or "infer" or "optimizers";

    /// <summary>Workloads are cheap until they are prepared.</summary>
    public static IReadOnlyList<Workload> Of(string group) => group switch
    {
        "train" =>
        [
            new MlpWorkload("tiny", 16, [4, 16, 3], drop: 0),
            new MlpWorkload("mlp", 128, [784, 512, 512, 10], drop: 0.2),
            NetworkWorkload.Cnn,
            new MlpWorkload("mlp-guarded", 128, [784, 512, 512, 10], drop: 0.2) { Care = new GuardCare(), Without = new MlpWorkload("mlp", 128, [784, 512, 512, 10], drop: 0.2) },
            NetworkWorkload.MakeCnn("cnn-guarded", new GuardCare()),
            NetworkWorkload.MakeCnn("cnn-saved", new CheckpointCare(every: 100), repeats: 100),
            NetworkWorkload.ResNet20,
            NetworkWorkload.ResNet18,
            NetworkWorkload.ResNet18At224,
        ],
        "infer" => InferenceWorkload.All,
        "optimizers" => OptimizerWorkload.All,
        "augment" =>
        [
            new AugmentWorkload("augment-32", 32, "pillow"),
            new AugmentWorkload("augment-224", 224, "pillow"),
            new AugmentWorkload("augment-32-opencv", 32, "opencv"),
            new AugmentWorkload("augment-224-opencv", 224, "opencv"),
            new JpegFolderWorkload(),
        ],
        "kernels" =>
        [
            .. Gemms(),
            .. Ops(),
            .. BatchNorms(),
            .. MaxPools(),
            .. ConvWorkload.Layers(),
        ],
        _ => [],
    };

    private static IEnumerable<Workload> MaxPools()
    {
        // 2×2 windows as in the cnn, out of cache and in the second level, and the 3×3 ones that begin a ResNet-18.
        foreach (var backward in (bool[])[false, true])
        {
            var suffix = backward ? "-gradient" : "";
            yield return new MaxPoolWorkload($"max-pool-2-32m{suffix}", (128, 32, 64), (2, 2, 0), backward);
            yield return new MaxPoolWorkload($"max-pool-2-128m{suffix}", (512, 32, 64), (2, 2, 0), backward);
            yield return new MaxPoolWorkload($"max-pool-2-256k{suffix}", (1, 32, 64), (2, 2, 0), backward);
            yield return new MaxPoolWorkload($"max-pool-3-16m{suffix}", (16, 64, 64), (3, 2, 1), backward);
        }
    }

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

    private static IEnumerable<Workload> Ops()
    {
        // One size that stays in the second-level cache, one that only the memory can hold.
        (string Suffix, int[] Shape)[] sizes = [("64k", [64, 1024]), ("16m", [4096, 4096])];
        foreach (var (suffix, shape) in sizes)
        {
            var size = (long)shape[0] * shape[1];
            yield return new OpWorkload($"relu-{suffix}", "relu", shape, 1, 1, size, (x, _) => x.Relu());
            yield return new OpWorkload($"exp-{suffix}", "exp", shape, 1, 1, size, (x, _) => x.Exp());
            yield return new OpWorkload($"tanh-{suffix}", "tanh", shape, 1, 1, size, (x, _) => x.Tanh());
            yield return new OpWorkload($"gelu-{suffix}", "gelu", shape, 1, 4, size, (x, _) => x.Gelu());
            yield return new OpWorkload($"add-{suffix}", "add", shape, 2, 1, size, (x, y) => x + y);
            yield return new OpWorkload($"sum-{suffix}", "sum", shape, 1, 1, 1, (x, _) => x.Sum());
            yield return new OpWorkload($"sum-rows-{suffix}", "sum_rows", shape, 1, 1, shape[0], (x, _) => x.Sum(1));
            yield return new OpWorkload($"sum-columns-{suffix}", "sum_columns", shape, 1, 1, shape[1], (x, _) => x.Sum(0));
            yield return new OpWorkload($"max-rows-{suffix}", "max_rows", shape, 1, 1, shape[0], (x, _) => x.Max(1));

            // Along the rows: maximum, difference, exponential, sum, quotient.
            yield return new OpWorkload($"softmax-{suffix}", "softmax", shape, 1, 5, size, (x, _) => x.Softmax());
            yield return new OpWorkload($"log-softmax-{suffix}", "log_softmax", shape, 1, 5, size, (x, _) => x.LogSoftmax());
        }
    }

    private static IEnumerable<Workload> BatchNorms()
    {
        yield return new BatchNormWorkload("batch-norm", relu: false, backward: false);
        yield return new BatchNormWorkload("batch-norm-relu", relu: true, backward: false);
        yield return new BatchNormWorkload("batch-norm-gradient", relu: false, backward: true);
        yield return new BatchNormWorkload("batch-norm-relu-gradient", relu: true, backward: true);
    }
}
