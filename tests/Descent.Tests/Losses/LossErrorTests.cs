using Xunit;

namespace Descent.Tests.Losses;

/// <summary>What losses say when operands do not fit, word for word.</summary>
public class LossErrorTests
{
    [Fact]
    public void Nothing_is_broadcast()
    {
        Says<ShapeException>("MeanSquaredError: predictions [4, 1] Float32 and targets [4] Float32 must have the same shape and type. Reshape one to the other's shape: Reshape(4, 1) on the targets.",
            new MeanSquaredError(), Tensor.Zeros([4, 1]), Tensor.Zeros([4]));
        Says<ShapeException>("Huber: predictions [4] Float32 and targets [3] Float32 must have the same shape and type. Nothing is broadcast in a loss: compare as many predictions as there are targets.",
            new Huber(), Tensor.Zeros([4]), Tensor.Zeros([3]));
        Says<ShapeException>("MeanAbsoluteError: predictions [4] Float32 and targets [4] Float64 must have the same shape and type. Convert the targets with To(DType.Float32).",
            new MeanAbsoluteError(), Tensor.Zeros([4]), Tensor.Zeros([4], DType.Float64));
        Says<ShapeException>("BinaryCrossEntropy: predictions [4, 1] Float32 and targets [4] Float32 must have the same shape and type. Reshape one to the other's shape: Reshape(4, 1) on the targets.",
            new BinaryCrossEntropy(), Tensor.Zeros([4, 1]), Tensor.Zeros([4]));
        Says<ShapeException>("BinaryCrossEntropy: predictions [4, 2] must be [4] or that with a last axis of 1, one for each of the targets [4] Int32. For several classes use CrossEntropy.",
            new BinaryCrossEntropy(), Tensor.Zeros([4, 2]), Tensor.Zeros([4], DType.Int32));
    }

    [Fact]
    public void An_empty_batch_has_no_mean()
    {
        Says<ShapeException>("MeanSquaredError: the batch is empty: predictions are [0, 2]. There is nothing to average; skip the batch.",
            new MeanSquaredError(), Tensor.Zeros([0, 2]), Tensor.Zeros([0, 2]));
        Says<ShapeException>("CrossEntropy: the batch is empty: predictions are [0, 10]. There is nothing to average; skip the batch.",
            new CrossEntropy(), Tensor.Zeros([0, 10]), Tensor.Zeros([0], DType.Int32));
    }

    [Fact]
    public void Swapped_operands_are_suspected() =>
        Says<ShapeException>("CrossEntropy: predictions [4] are Int32; they must be Float32 or Float64. Were predictions and targets swapped?",
            new CrossEntropy(), Tensor.Zeros([4], DType.Int32), Tensor.Zeros([4, 3]));

    [Theory]
    [InlineData(new[] { 4, 1 }, DType.Int32, "Reshape the targets to [4].")]
    [InlineData(new[] { 4 }, DType.UInt8, "Convert the targets with To(DType.Int32).")]
    [InlineData(new[] { 4 }, DType.Float32, "If the targets are class indices, convert them with To(DType.Int32).")]
    [InlineData(new[] { 4, 3 }, DType.Float64, "Convert the targets with To(DType.Float32).")]
    [InlineData(new[] { 4, 3 }, DType.Int32, "If the targets are one-hot, convert them with To(DType.Float32).")]
    [InlineData(new[] { 5 }, DType.Int32, "Is the class axis last, and are both from the same batch?")]
    public void Class_targets_of_another_shape_or_type_come_with_a_remedy(int[] shape, DType type, string remedy) =>
        Says<ShapeException>($"CrossEntropy: predictions [4, 3] Float32 take class indices [4] Int32 or distributions [4, 3] Float32, but targets are {new Shape(shape)} {type}. {remedy}",
            new CrossEntropy(), Tensor.Zeros([4, 3]), Tensor.Zeros(new Shape(shape), type));

    [Fact]
    public void Predictions_without_classes_are_explained()
    {
        Says<ShapeException>("CrossEntropy: predictions [3] must be [N, C] or [N, d…, C], the classes last. A single sample is [1, C].",
            new CrossEntropy(), Tensor.Zeros([3]), Tensor.Zeros([], DType.Int32));
        Says<ShapeException>("CrossEntropy: predictions [3, 1] have one class, whose probability is always 1. Use BinaryCrossEntropy for one output a sample, or give each class its own.",
            new CrossEntropy(), Tensor.Zeros([3, 1]), Tensor.Zeros([3], DType.Int32));
        Says<ShapeException>("KLDivergence: predictions [3] must be [N, C] or [N, d…, C], the classes last. A single distribution is [1, C].",
            new KLDivergence(), Tensor.Zeros([3]), Tensor.Zeros([3]));
    }

    [Theory]
    [InlineData(3, "Do the indices start at 1? They start at 0.")]
    [InlineData(7, "Give the network one output a class.")]
    [InlineData(-100, "To leave such rows out, pass it as ignoredIndex.")]
    public void An_index_that_is_no_class_is_named_with_its_place(int index, string remedy) =>
        Says<ArgumentException>($"CrossEntropy: target {index} at [1, 0] is no class: predictions [2, 2, 3] have the classes 0 to 2. {remedy}",
            new CrossEntropy(), Tensor.Zeros([2, 2, 3]), Tensor.From<int>([0, 2, index, 9], [2, 2]));

    [Fact]
    public void Targets_with_values_the_loss_is_not_defined_for_are_named_with_their_place()
    {
        Says<ArgumentException>("BinaryCrossEntropy: target 2 at [1] is neither 0 nor 1. For more than two classes use CrossEntropy with one output a class.",
            new BinaryCrossEntropy(), Tensor.Zeros([2, 1]), Tensor.From<int>([0, 2], [2]));
        Says<ArgumentException>("BinaryCrossEntropy: the target -1 at [1] of [2] must be between 0 and 1. Targets are probabilities of the positive class: 0, 1 or between.",
            new BinaryCrossEntropy(), Tensor.Zeros([2]), Tensor.From<float>([1, -1], [2]));
        Says<ArgumentException>("BinaryCrossEntropyFromProbabilities: the prediction 1.5 at [0] of [1] must be between 0 and 1. It takes probabilities; for logits use BinaryCrossEntropy.",
            new BinaryCrossEntropyFromProbabilities(), Tensor.From<float>([1.5f], [1]), Tensor.Zeros([1]));
        Says<ArgumentException>("CrossEntropyFromProbabilities: the prediction -2 at [0, 1] of [1, 2] must be between 0 and 1. It takes probabilities; for logits use CrossEntropy.",
            new CrossEntropyFromProbabilities(), Tensor.From<float>([1, -2], [1, 2]), Tensor.Zeros([1], DType.Int32));
        Says<ArgumentException>("KLDivergence: the target -1 at [0, 1] of [1, 2] must be 0 or more. Targets are probabilities, not logits or logarithms.",
            new KLDivergence(), Tensor.Zeros([1, 2]), Tensor.From<float>([1, -1], [1, 2]));
        Says<ArgumentException>("Hinge: the target 0 at [1] of [2] must be −1 or 1. For labels 0 and 1 pass Int32 targets.",
            new Hinge(), Tensor.Zeros([2]), Tensor.From<float>([1, 0], [2]));
        Says<ArgumentException>("Hinge: target 4 at [0] is no class: predictions [1, 3] have the classes 0 to 2. Give the network one output a class.",
            new Hinge(), Tensor.Zeros([1, 3]), Tensor.From<int>([4], [1]));
    }

    [Fact]
    public void Class_weights_must_be_one_a_class() =>
        Says<ShapeException>("CrossEntropy: 2 class weights were given, but predictions [4, 3] have 3 classes. Give one weight a class.",
            new CrossEntropy([1, 2]), Tensor.Zeros([4, 3]), Tensor.Zeros([4], DType.Int32));

    [Fact]
    public void Impossible_settings_are_refused()
    {
        Refuses("CrossEntropy: labelSmoothing is 1.5; it is a share, 0 to 1 (0.1 is usual).", () => new CrossEntropy(labelSmoothing: 1.5));
        Refuses("CrossEntropy: labelSmoothing is NaN; it is a share, 0 to 1 (0.1 is usual).", () => new CrossEntropy(labelSmoothing: double.NaN));
        Refuses("CrossEntropy: the weight of class 1 is -1; weights are finite and 0 or more.", () => new CrossEntropy([1, -1]));
        Refuses("BinaryCrossEntropy: positiveWeight is -2; it must be finite and 0 or more.", () => new BinaryCrossEntropy(-2));
        Refuses("Huber: delta is 0; it must be a positive number: the size of error, in the targets' unit, above which errors count linearly.", () => new Huber(0));
        Refuses("Hinge: margin is -1; it must be a positive number (1 is usual).", () => new Hinge(-1));
    }

    private static void Says<TError>(string message, Loss loss, Tensor predictions, Tensor targets)
        where TError : Exception => Assert.Equal(message, Assert.Throws<TError>(() => loss.Compute(predictions, targets)).Message);

    private static void Refuses(string message, Func<Loss> make) => Assert.Equal(message, Assert.Throws<ArgumentException>(make).Message);
}
