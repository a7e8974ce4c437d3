using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Figures;

public sealed class MetricTests
{
    /// <summary>Every metric there is, by the name it has in the golden file.</summary>
    private static readonly Dictionary<string, Func<Metric>> s_metrics = new()
    {
        ["accuracy"] = () => new Accuracy(),
        ["top2_accuracy"] = () => new TopK(2),
        ["precision"] = () => new Precision(),
        ["precision_macro"] = () => new Precision(ClassAverage.Macro),
        ["precision_micro"] = () => new Precision(ClassAverage.Micro),
        ["precision_weighted"] = () => new Precision(ClassAverage.Weighted),
        ["recall"] = () => new Recall(),
        ["recall_macro"] = () => new Recall(ClassAverage.Macro),
        ["recall_micro"] = () => new Recall(ClassAverage.Micro),
        ["recall_weighted"] = () => new Recall(ClassAverage.Weighted),
        ["f1"] = () => new F1(),
        ["f1_macro"] = () => new F1(ClassAverage.Macro),
        ["f1_micro"] = () => new F1(ClassAverage.Micro),
        ["f1_weighted"] = () => new F1(ClassAverage.Weighted),
        ["roc_auc"] = () => new RocAuc(),
        ["mse"] = () => new MeanSquaredErrorMetric(),
        ["mae"] = () => new MeanAbsoluteErrorMetric(),
        ["r2"] = () => new RSquared(),
    };

    public static TheoryData<string> GoldenCases() => [.. Golden.File("metrics.json").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void Values_are_scikit_learns_however_the_samples_are_cut_into_batches(string name)
    {
        var given = Golden.File("metrics.json").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);
        var classes = given.GetProperty("classes").GetBoolean();
        int[] shape = [.. given.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32())];
        var predictions = Golden.Numbers(given.GetProperty("predictions"));
        var targets = Golden.Numbers(given.GetProperty("targets"));
        foreach (var expected in given.GetProperty("expected").EnumerateObject())
        {
            foreach (var batch in new[] { 1, 7, shape[0] })
            {
                foreach (var type in new[] { DType.Float32, DType.Float64 })
                {
                    var metric = s_metrics[expected.Name]();
                    metric.Add(Tensor.From([9f, 9f, 8f, 8f, 7f, 7f], [2, 3]), classes ? Tensor.From([1, 0]) : Tensor.Zeros([2, 3]));
                    metric.Reset();
                    for (var from = 0; from < shape[0]; from += batch)
                        Add(metric, classes, predictions, targets, shape, from, Math.Min(batch, shape[0] - from), type);
                    Assert.True(Math.Abs(expected.Value.GetDouble() - metric.Value) < 1e-9 * Math.Max(1, Math.Abs(metric.Value)),
                        $"{expected.Name} of {name} in batches of {batch} {type}: {metric.Value:R}, scikit-learn has {expected.Value.GetDouble():R}");
                }
            }
        }
    }

    private static void Add(Metric metric, bool classes, double[] predictions, double[] targets, int[] shape, int from, int count, DType type)
    {
        var width = shape.Length == 2 ? shape[1] : 1;
        var wide = targets.Length / shape[0];
        var part = new Shape([count, .. shape[1..]]);
        var p = predictions.AsSpan(from * width, count * width).ToArray();
        var t = targets.AsSpan(from * wide, count * wide).ToArray();
        metric.Add(
            type == DType.Float64 ? Tensor.From(p, part) : Tensor.From(Array.ConvertAll(p, v => (float)v), part),
            classes ? Tensor.From(Array.ConvertAll(t, v => (int)v)) : Tensor.From(Array.ConvertAll(t, v => (float)v), part));
    }

    [Fact]
    public void Every_metric_of_the_library_is_tested_against_scikit_learn()
    {
        var golden = Golden.File("metrics.json").EnumerateArray().SelectMany(c => c.GetProperty("expected").EnumerateObject().Select(e => e.Name)).ToHashSet();
        Assert.Equal(s_metrics.Keys.Order(), golden.Order());
        var tested = s_metrics.Values.Select(make => make().GetType()).ToHashSet();
        Assert.All(typeof(Metric).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Metric)) && !t.IsAbstract), type => Assert.Contains(type, tested));
    }

    [Fact]
    public void Before_the_first_sample_no_metric_has_a_value() =>
        Assert.All(s_metrics.Values, make => Assert.True(double.IsNaN(make().Value)));

    [Fact]
    public void Names_are_snake_case_and_fixed() =>
        Assert.Equal(
            ["accuracy", "top5_accuracy", "precision", "recall", "f1", "roc_auc", "mse", "mae", "r2"],
            new Metric[] { new Accuracy(), new TopK(), new Precision(), new Recall(), new F1(), new RocAuc(), new MeanSquaredErrorMetric(), new MeanAbsoluteErrorMetric(), new RSquared() }.Select(m => m.Name));

    [Fact]
    public void Defaults_follow_the_target()
    {
        string[] Names(TargetInfo target) => [.. Metrics.DefaultFor(target).Select(m => m.Name)];
        Assert.Equal(["accuracy"], Names(new TargetInfo(TargetKind.Class, 3, ["a", "b", "c"])));
        Assert.Equal(["accuracy", "precision", "recall", "f1", "roc_auc"], Names(new TargetInfo(TargetKind.Class, 2, ["a", "b"])));
        Assert.Equal(["mse", "mae", "r2"], Names(new TargetInfo(TargetKind.Value, 1, ["y"])));
    }

    [Fact]
    public void The_lowest_of_equal_outputs_is_the_prediction_and_a_logit_of_zero_is_class_0()
    {
        var accuracy = new Accuracy();
        accuracy.Add(Tensor.From(new float[,] { { 1, 1, 0 }, { 0, 2, 2 } }), Tensor.From([0, 1]));
        accuracy.Add(Tensor.From([0, 1e-20f]), Tensor.From([0, 1]));
        Assert.Equal(1, accuracy.Value);
        var top = new TopK(2);
        top.Add(Tensor.From(new float[,] { { 1, 1, 1 }, { 1, 1, 1 } }), Tensor.From([1, 2]));
        Assert.Equal(0.5, top.Value);
    }

    [Fact]
    public void One_probability_is_class_1_from_above_a_half()
    {
        Tensor targets = Tensor.From([0, 0, 1, 1]), probabilities = Tensor.From(new float[,] { { 0.1f }, { 0.5f }, { 0.6f }, { 0.9f } });
        foreach (var metric in Metrics.DefaultFor(new TargetInfo(TargetKind.Class, 2, ["a", "b"]), fromProbabilities: true))
        {
            metric.Add(probabilities, targets);
            Assert.True(metric.Value == 1, $"{metric.Name} is {metric.Value}");
        }

        var matrix = new ConfusionMatrix(fromProbabilities: true);
        matrix.Add(probabilities, targets);
        Assert.Equal((2, 0, 0, 2), (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]));
    }

    [Fact]
    public void Two_logits_rank_as_their_difference_does()
    {
        var (one, two) = (new RocAuc(), new RocAuc());
        var random = new Random(1);
        var logits = new float[30, 2];
        var difference = new float[30];
        var targets = new int[30];
        for (var i = 0; i < 30; i++)
        {
            (logits[i, 0], logits[i, 1]) = (random.Next(5), random.Next(5));
            difference[i] = logits[i, 1] - logits[i, 0];
            targets[i] = i % 2;
        }

        one.Add(Tensor.From(difference), Tensor.From(targets));
        two.Add(Tensor.From(logits), Tensor.From(targets));
        Assert.Equal(one.Value, two.Value);
    }

    [Fact]
    public void Area_is_the_share_of_pairs_in_the_right_order()
    {
        var random = new Random(2);
        for (var round = 0; round < 50; round++)
        {
            var count = random.Next(2, 30);
            var scores = Enumerable.Range(0, count).Select(_ => (float)random.Next(6)).ToArray();
            var targets = Enumerable.Range(0, count).Select(_ => random.Next(2)).ToArray();
            var pairs = new List<double>();
            for (var i = 0; i < count; i++)
                for (var k = 0; k < count; k++)
                    if (targets[i] == 1 && targets[k] == 0) pairs.Add(scores[i] > scores[k] ? 1 : scores[i] == scores[k] ? 0.5 : 0);
            var metric = new RocAuc();
            metric.Add(Tensor.From(scores), Tensor.From(targets));
            if (pairs.Count == 0) Assert.Equal(double.NaN, metric.Value);
            else Assert.Equal(pairs.Average(), metric.Value, 1e-12);
        }
    }

    [Fact]
    public void A_confusion_matrix_counts_and_prints()
    {
        var matrix = new ConfusionMatrix(["cat", "dog", "mouse"]);
        matrix.Add(Tensor.From(new float[,] { { 9, 0, 0 }, { 0, 9, 0 }, { 9, 0, 0 }, { 0, 0, 9 } }), Tensor.From([0, 1, 1, 2]));
        Assert.Equal((1L, 1L, 2L, 4L), (matrix[1, 0], matrix[1, 1], matrix.Targets(1), matrix.Total));
        Assert.Equal(
            """
            right \ predicted  cat  dog  mouse
            cat                  1    0      0
            dog                  1    1      0
            mouse                0    0      1
            """, matrix.ToString(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void What_does_not_fit_is_explained()
    {
        void Refused(Metric metric, Tensor predictions, Tensor targets, string message) =>
            Assert.Equal(message, Assert.Throws<ShapeException>(() => metric.Add(predictions, targets)).Message);
        Refused(new Accuracy(), Tensor.Zeros([4, 3]), Tensor.Zeros([5], DType.Int32),
            "Accuracy: predictions [4, 3] Float32 and targets [5] Int32 do not fit; give float predictions [N, classes], or [N, 1] or [N] for two classes, and targets Int32 [N].");
        Refused(new F1(), Tensor.Zeros([2, 3]), Tensor.From([0, 3]),
            "F1: the target of sample 1 of the batch is 3; predictions [2, 3] have classes 0 … 2.");
        Refused(new TopK(), Tensor.Zeros([2, 3]), Tensor.From([0, 1]),
            "TopK: predictions [2, 3] have 3 classes, of which any 5 guesses are right too easily; give k below the number of classes.");
        Refused(new MeanSquaredErrorMetric(), Tensor.Zeros([4, 2]), Tensor.Zeros([4, 1]),
            "MeanSquaredErrorMetric: predictions [4, 2] Float32 and targets [4, 1] Float32 do not fit; give float numbers [N, outputs] or [N], as many of one as of the other.");
        var used = new Recall();
        used.Add(Tensor.Zeros([2, 3]), Tensor.From([0, 1]));
        Refused(used, Tensor.Zeros([2, 4]), Tensor.From([0, 1]), "Recall: predictions [2, 4] have 4 classes, the batches before had 3; call Reset between models.");
    }

    [Fact]
    public void Metric_values_keep_their_order_and_print_with_four_decimals()
    {
        MetricValues values = [new("loss", 0.05123), new("accuracy", 0.98147), new("tiny", 1.23456e-7), new("mse", 1234567), new("none", double.NaN)];
        Assert.Equal("loss 0.0512, accuracy 0.9815, tiny 1.235E-07, mse 1.235E+06, none NaN", values.ToString());
        Assert.Equal(0.98147, values["accuracy"]);
        Assert.True(values.TryGet("loss", out var loss));
        Assert.Equal(0.05123, loss);
        Assert.False(values.TryGet("f1", out _));
        Assert.Equal("MetricValues: there is no 'f1'; there is loss, accuracy, tiny, mse, none.", Assert.Throws<KeyNotFoundException>(() => values["f1"]).Message);
        Assert.Throws<ArgumentException>(() => new MetricValues(new KeyValuePair<string, double>("a", 1), new KeyValuePair<string, double>("a", 2)));
    }
}
