using Xunit;

namespace Descent.Tests.Data;

/// <summary>What every data set promises, checked for each there is.</summary>
public sealed class DatasetContractTests
{
    private static readonly string s_path = Path.Combine(AppContext.BaseDirectory, $"contract-{Environment.ProcessId}.csv");

    public static TheoryData<string> Names() => [.. Samples().Select(s => s.Name)];

    private static IEnumerable<(string Name, Dataset Data)> Samples()
    {
        yield return ("digits", Digits.Load());
        yield return ("part", Digits.Load().Split(0.5, 0.25, 0.25, seed: 1).Validation);
        yield return ("numbers", new InMemoryDataset([1, 2, 3, 4, 5, 6], [2], [7, 8, 9], new TargetInfo(TargetKind.Value, 1, ["y"])));
        yield return ("tensors", InMemoryDataset.From(Tensor.Ones([3, 2, 2]), Tensor.From([0, 1, 1]), ["a", "b"]));
        var images = new ImageDataset([.. Enumerable.Range(0, 36).Select(i => (byte)(7 * i))], [2, 2, 3], [0, 1, 0], ["a", "b"]);
        yield return ("images", ImageEncoding.Fit(images).Apply(images));
        yield return ("augmented images", new Subset(new Augmentation(new Flip(), new RandomCrop(1)).Apply(images, seed: 1), [2, 0]));
        var model = new Sequential(new Conv2d(3, 4, 2), new GlobalAvgPool(), new Linear(4, 2));
        model.Initialize(1);
        model.Freeze(TransferStrategy.Small);
        yield return ("features", new FeatureCache().Of(model, images, isTraining: true));
        File.WriteAllText(s_path, "a,b,y\n1,x,2\n3,z,4\n");
        yield return ("table", Csv.Load(s_path, new CsvOptions { Targets = ["y"] }));
        File.Delete(s_path);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_is_complete_repeatable_and_the_same_from_many_threads(string name)
    {
        var data = Samples().Single(s => s.Name == name).Data;
        Assert.True(data.Count > 0);
        Assert.Equal(data.Target.Count, data.Target.Names.Count);
        var expected = Enumerable.Range(0, data.Count).Select(i => Read(data, i)).ToArray();
        Assert.All(expected, sample => Assert.All(sample, number => Assert.True(float.IsFinite(number))));
        var wrong = 0;
        Parallel.For(0, 4 * data.Count, i =>
        {
            if (!Read(data, i % data.Count).SequenceEqual(expected[i % data.Count])) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
        foreach (var index in new[] { -1, data.Count }) Assert.ThrowsAny<Exception>(() => Read(data, index));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Asking_for_the_other_kind_of_target_is_explained(string name)
    {
        var data = Samples().Single(s => s.Name == name).Data;
        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            if (data.Target.Kind == TargetKind.Class) data.ReadTarget(0, new float[1]);
            else data.ReadClass(0);
        });
        Assert.Contains(data.Target.Kind == TargetKind.Class ? "read it with ReadClass" : "read it with ReadTarget", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_data_set_of_the_library_is_here()
    {
        var types = Samples().Select(s => s.Data.GetType()).ToHashSet();
        Assert.All(typeof(Dataset).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Dataset)) && !t.IsAbstract), type => Assert.Contains(type, types));
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_explained()
    {
        void Refused(Func<object> make, string message) => Assert.Equal(message, Assert.Throws<DataException>(make).Message);
        Refused(() => new InMemoryDataset(new float[7], [2], [0, 1, 0], ["a", "b"]), "InMemoryDataset: 7 input numbers were given; 3 samples of shape [2] have 6.");
        Refused(() => new InMemoryDataset(new float[6], [2], [0, 1, 2], ["a", "b"]), "InMemoryDataset: sample 2 has class 2, but there are 2 class names, so classes are 0 … 1.");
        Refused(() => new InMemoryDataset([1, 2, 3, float.NaN], [2], [0, 1], ["a", "b"]), "InMemoryDataset: sample 1 has input NaN at position 1; numbers must be finite. Remove the sample or replace the number.");
        Refused(() => InMemoryDataset.From(Tensor.Zeros([3, 2]), Tensor.Zeros([4], DType.Int32)), "InMemoryDataset: inputs [3, 2] Float32 and targets [4] Int32 do not fit; give Float32 inputs [N, …] and targets [N] or [N, outputs].");
    }

    private static float[] Read(Dataset data, int index)
    {
        var numbers = new float[data.InputShape.Size + data.Target.Count];
        data.ReadInput(index, numbers.AsSpan(0, data.InputShape.Size));
        if (data.Target.Kind == TargetKind.Class) numbers[^1] = data.ReadClass(index);
        else data.ReadTarget(index, numbers.AsSpan(data.InputShape.Size));
        return numbers;
    }
}
