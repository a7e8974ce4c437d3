namespace Descent.Tests.Checks;

/// <summary>Data of a few hundred samples, some to be spoiled.</summary>
internal static class SmallData
{
    public const int Features = 8;

    private static readonly string[] s_names = ["a", "b", "c"];

    /// <summary>Clouds about three centres, mean 0 and deviation 1 all together.</summary>
    public static InMemoryDataset Blobs(int count = 300, int seed = 1, Action<float[], int[]>? spoil = null)
    {
        var (inputs, classes) = BlobArrays(count, seed);
        spoil?.Invoke(inputs, classes);
        return new InMemoryDataset(inputs, [Features], classes, s_names);
    }

    public static (float[] Inputs, int[] Classes) BlobArrays(int count, int seed)
    {
        var random = new Random(seed);
        var centres = new float[3 * Features];
        var drawn = new Random(99);
        for (var i = 0; i < centres.Length; i++) centres[i] = 1.2f * (float)Normal(drawn);
        var (inputs, classes) = (new float[count * Features], new int[count]);
        for (var i = 0; i < count; i++)
        {
            classes[i] = random.Next(3);
            for (var k = 0; k < Features; k++) inputs[i * Features + k] = centres[classes[i] * Features + k] + 0.6f * (float)Normal(random);
        }

        return (inputs, classes);
    }

    /// <summary>A bent surface over two of eight features, with little noise; deviation about 1.</summary>
    public static InMemoryDataset Curve(int count = 300, int seed = 1, Action<float[], float[]>? spoil = null)
    {
        var random = new Random(seed);
        var (inputs, targets) = (new float[count * Features], new float[count]);
        for (var i = 0; i < count; i++)
        {
            for (var k = 0; k < Features; k++) inputs[i * Features + k] = k < 3 ? (float)Normal(random) : 0.2f * (float)Normal(random);
            targets[i] = (float)(0.8 * inputs[i * Features] + 0.6 * Math.Sin(2 * inputs[i * Features + 1]) + 0.05 * Normal(random));
        }

        spoil?.Invoke(inputs, targets);
        return new InMemoryDataset(inputs, [Features], targets, new TargetInfo(TargetKind.Value, 1, ["y"]));
    }

    /// <summary>Horizontal, vertical and slanted stripes with noise, 8 × 8 pixels of mean 0.</summary>
    public static InMemoryDataset Stripes(int count = 240, int seed = 1)
    {
        var random = new Random(seed);
        var (inputs, classes) = (new float[count * 64], new int[count]);
        for (var i = 0; i < count; i++)
        {
            classes[i] = random.Next(3);
            var phase = random.Next(4);
            for (var row = 0; row < 8; row++)
                for (var column = 0; column < 8; column++)
                    inputs[i * 64 + row * 8 + column] = ((classes[i] == 0 ? row : classes[i] == 1 ? column : row + column) + phase) % 4 < 2 ? 1 : -1;
            for (var k = 0; k < 64; k++) inputs[i * 64 + k] += 0.4f * (float)Normal(random);
        }

        return new InMemoryDataset(inputs, [8, 8, 1], classes, ["rows", "columns", "slanted"]);
    }

    /// <summary>Lines [12, 4] of 6 to 12 positions about one of three centres, and zeros behind.</summary>
    public static InMemoryDataset Lines(int count = 240, int seed = 1)
    {
        var random = new Random(seed);
        var (inputs, classes) = (new float[count * 48], new int[count]);
        for (var i = 0; i < count; i++)
        {
            classes[i] = random.Next(3);
            var length = random.Next(6, 13);
            for (var k = 0; k < 4 * length; k++) inputs[i * 48 + k] = (k % 4 == classes[i] ? 1.5f : 0) + 0.6f * (float)Normal(random);
        }

        return new InMemoryDataset(inputs, [12, 4], classes, s_names);
    }

    /// <summary>Bright edges to the left or to the right.</summary>
    public static InMemoryDataset Arrows(int count = 200, int seed = 1)
    {
        var random = new Random(seed);
        var (inputs, classes) = (new float[count * 64], new int[count]);
        for (var i = 0; i < count; i++)
        {
            classes[i] = random.Next(2);
            for (var row = 0; row < 8; row++)
                for (var column = 0; column < 8; column++)
                    inputs[i * 64 + row * 8 + column] = ((classes[i] == 0 ? column < 3 : column > 4) ? 1 : -0.5f) + 0.3f * (float)Normal(random);
        }

        return new InMemoryDataset(inputs, [8, 8, 1], classes, ["left", "right"]);
    }

    /// <summary>Another reading of a data set.</summary>
    public static Splits SplitOf(Dataset data) => data.Split(0.6, 0.2, 0.2, 1);

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A data set that is read otherwise than it is.</summary>
    internal sealed class Reread(Dataset source) : Dataset
    {
        public Action<int, float[]>? Input { get; init; }

        public Action<int, int, float[]>? Training { get; init; }

        public Func<int, int>? Class { get; init; }

        public TargetInfo? Targets { get; init; }

        public override int Count => source.Count;

        public override Shape InputShape => source.InputShape;

        public override TargetInfo Target => Targets ?? source.Target;

        public override void ReadInput(int index, Span<float> values)
        {
            var numbers = new float[values.Length];
            source.ReadInput(index, numbers);
            Input?.Invoke(index, numbers);
            numbers.CopyTo(values);
        }

        public override void ReadTrainingInput(int index, int epoch, Span<float> values)
        {
            ReadInput(index, values);
            if (Training is null) return;
            var numbers = values.ToArray();
            Training(index, epoch, numbers);
            numbers.CopyTo(values);
        }

        public override int ReadClass(int index) => Class?.Invoke(source.ReadClass(index)) ?? source.ReadClass(index);

        public override void ReadTarget(int index, Span<float> values) => source.ReadTarget(index, values);
    }
}
