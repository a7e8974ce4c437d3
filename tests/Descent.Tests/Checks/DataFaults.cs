using static Descent.Tests.Checks.Patient;
using static Descent.Tests.Checks.SmallData;

namespace Descent.Tests.Checks;

/// <summary>Faults in data.</summary>
internal static class DataFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("shuffled labels", () => Classes(data: SplitOf(Blobs(spoil: (_, y) => new Random(5).Shuffle(y)))), "data.signal", "train"),
        new("labels shifted by a row", () => Classes(data: SplitOf(Blobs(spoil: (_, y) => Array.Copy((int[])y.Clone(), 0, y, 1, y.Length - 1)))), "data.signal", "train"),
        new("labels off by one in validation", () => Classes(data: new Splits(Blobs(200), new Reread(Blobs(80, 2)) { Class = c => (c + 1) % 3 }, Blobs(80, 3))), "data.signal", "validation"),
        new("labels counted from 1", () => Classes(Mlp(outputs: 4), data: SplitOf(new Reread(Blobs()) { Class = c => c + 1, Targets = new TargetInfo(TargetKind.Class, 4, ["0", "1", "2", "3"]) })), "data.labels", "class 0"),
        new("a label out of range", () => Classes(data: Trained(new Reread(Blobs()) { Class = c => c == 2 ? 3 : c })), "data.readable", "train, sample"),
        new("inputs 0 to 255", () => Classes(data: SplitOf(Blobs(spoil: (x, _) => Each(x, v => Math.Clamp(128 + 40 * v, 0, 255))))), "data.scale", "normalization"),
        new("images 0 to 255", () => Images(data: SplitOf(new Reread(Stripes()) { Input = (_, x) => Each(x, v => Math.Clamp(128 + 80 * v, 0, 255)) })), "data.scale", "normalization"),
        new("tiny inputs", () => Classes(data: SplitOf(Blobs(spoil: (x, _) => Each(x, v => 1e-4f * v)))), "data.scale", "normalization"),
        new("one feature a thousand times larger", () => Classes(data: SplitOf(Blobs(spoil: (x, _) => Feature(x, 5, v => 0.001f * v)))), "data.scale", "feature"),
        new("a constant feature", () => Classes(data: SplitOf(Blobs(spoil: (x, _) => Feature(x, 3, _ => 1)))), "data.features", "feature 3"),
        new("a feature that is always 0", () => Classes(data: SplitOf(Blobs(spoil: (x, _) => Feature(x, 6, _ => 0)))), "data.features", "feature 6"),
        new("all inputs alike", () => Classes(data: SplitOf(Blobs(spoil: (x, _) => Each(x, _ => 0.5f)))), "data.features", "data"),
        new("NaN in one sample", () => Classes(data: Trained(new Reread(Blobs()) { Input = (i, x) => x[2] = i == 17 ? float.NaN : x[2] })), "data.readable", "train, sample 17"),
        new("an infinite input in validation", () => Classes(data: new Splits(Blobs(200), new Reread(Blobs(80, 2)) { Input = (i, x) => x[0] = i == 4 ? float.PositiveInfinity : x[0] }, Blobs(80, 3))), "data.readable", "validation, sample 4"),
        new("validation is the training part", () => Classes(data: new Splits(Blobs(200), Blobs(200), Blobs(80, 3))), "data.leakage", "validation"),
        new("validation samples in training", () => Overlapping(), "data.leakage", "test"),
        new("copies across the parts", () => Classes(data: SplitOf(Blobs(spoil: Copy))), "data.leakage", "validation"),
        new("nearly the same images in both parts", () => Images(data: new Splits(Stripes(120), Nearly(Stripes(120)), Stripes(60, 3))), "data.leakage", "validation"),
        new("duplicate samples", () => Classes(data: Trained(Blobs(spoil: Copy))), "data.duplicates", "train"),
        new("equal samples with different classes", () => Classes(data: Trained(Blobs(spoil: Contradict))), "data.duplicates", "train"),
        new("sorted and not shuffled", () => Classes(data: Trained(Sorted(Blobs()))).With(new DoctorSettings { BatchSize = 32, Fast = true, Shuffles = false }), "data.order", "shuffle"),
        new("sorted numbers, not shuffled", () => Numbers(data: Trained(Ordered(Curve()))).With(new DoctorSettings { BatchSize = 32, Fast = true, Shuffles = false }), "data.order", "shuffle"),
        new("sorted data cut into parts", () => Cut(Sorted(Blobs())), "data.labels", "class c"),
        new("one class missing from training", () => Classes(data: new Splits(Without(Blobs(), 1), Blobs(80, 2), Blobs(80, 3))), "data.labels", "class b"),
        new("one class alone", () => Classes(data: Trained(Only(Blobs(), 1))), "data.labels", "data"),
        new("a class a fiftieth of the others", () => Classes(data: Trained(Rare(Blobs(600)))), "data.labels", "class c"),
        new("other classes in validation", () => Classes(data: new Splits(Blobs(200), Mostly(Blobs(200, 2)), Blobs(80, 3))), "data.parts", "validation"),
        new("validation normalized otherwise", () => Classes(data: new Splits(Blobs(200), new Reread(Blobs(80, 2)) { Input = (_, x) => Each(x, v => 3 * v + 2) }, Blobs(80, 3))), "data.parts", "validation"),
        new("augmentation on validation data", () => Classes(data: new Splits(Blobs(200), Noisy(Blobs(80, 2)), Blobs(80, 3))), "data.steady", "validation"),
        new("flipped images with orientation labels", () => Images(Conv(outputs: 2), data: SplitOf(new Reread(Arrows()) { Training = (i, epoch, x) => Flip(i + epoch, x) })), "data.augmentation", "augmentation"),
        new("targets a hundred thousand off", () => Numbers(data: SplitOf(Curve(spoil: (_, y) => Each(y, v => 1e5f + 2e4f * v)))), "data.labels", "targets' normalization"),
        new("constant targets", () => Numbers(data: SplitOf(Curve(spoil: (_, y) => Each(y, _ => 0.7f)))), "data.labels", "data"),
        new("shuffled targets", () => Numbers(data: SplitOf(Curve(spoil: (_, y) => new Random(5).Shuffle(y)))), "data.signal", "train"),
        new("contradicting targets in every batch", () => Numbers(data: Trained(Curve(40, spoil: (x, _) => x.AsSpan(0, 20 * Features).CopyTo(x.AsSpan(20 * Features))))), "overfit", "samples"),
    ];

    private static Splits Trained(Dataset data) => new(data, new Subset(data, []), new Subset(data, []));

    private static void Each(float[] values, Func<float, float> change)
    {
        for (var i = 0; i < values.Length; i++) values[i] = change(values[i]);
    }

    private static void Feature(float[] inputs, int feature, Func<float, float> change)
    {
        for (var i = feature; i < inputs.Length; i += Features) inputs[i] = change(inputs[i]);
    }

    /// <summary>The second half repeats the first.</summary>
    private static void Copy(float[] x, int[] y)
    {
        x.AsSpan(0, x.Length / 2).CopyTo(x.AsSpan(x.Length / 2));
        y.AsSpan(0, y.Length / 2).CopyTo(y.AsSpan(y.Length / 2));
    }

    /// <summary>The second half repeats the first's inputs, with other classes.</summary>
    private static void Contradict(float[] x, int[] y)
    {
        Copy(x, y);
        for (var i = y.Length / 2; i < y.Length; i += 3) y[i] = (y[i] + 1) % 3;
    }

    private static Subset Sorted(Dataset data) => new(data, [.. Enumerable.Range(0, data.Count).OrderBy(data.ReadClass)]);

    private static Subset Ordered(Dataset data)
    {
        var target = new float[1];
        return new Subset(data, [.. Enumerable.Range(0, data.Count).OrderBy(i =>
        {
            data.ReadTarget(i, target);
            return target[0];
        })]);
    }

    private static Patient Cut(Subset data) => Classes(data: new Splits(Part(data, 0, 180), Part(data, 180, 240), Part(data, 240, 300)));

    private static Subset Part(Dataset data, int from, int to) => new(data, [.. Enumerable.Range(from, to - from)]);

    private static Subset Where(Dataset data, Func<int, bool> keeps) => new(data, [.. Enumerable.Range(0, data.Count).Where(keeps)]);

    private static Subset Without(Dataset data, int label) => Where(data, i => data.ReadClass(i) != label);

    private static Subset Only(Dataset data, int label) => Where(data, i => data.ReadClass(i) == label);

    private static Subset Rare(Dataset data)
    {
        var left = 4;
        return Where(data, i => data.ReadClass(i) != 2 || left-- > 0);
    }

    private static Subset Mostly(Dataset data) => Where(data, i => data.ReadClass(i) == 0 || i % 6 == 0);

    private static Patient Overlapping()
    {
        var all = Blobs();
        return Classes(data: new Splits(Part(all, 0, 220), Part(all, 220, 260), Part(all, 200, 300)));
    }

    private static Reread Nearly(Dataset data) => new(data) { Input = (i, x) => Each(x, v => 1.02f * v + 0.01f) };

    private static Reread Noisy(Dataset data)
    {
        var random = new Random(3);
        return new Reread(data) { Input = (_, x) => Each(x, v => v + 0.2f * (float)Normal(random)) };
    }

    private static void Flip(int draw, float[] image)
    {
        if (draw % 2 == 0) return;
        for (var row = 0; row < 8; row++) Array.Reverse(image, row * 8, 8);
    }
}
