using System.Runtime.InteropServices;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Checks;

public class GradientCheckTests
{
    private static readonly GradientCheck s_check = new();

    [Fact]
    public void A_whole_network_passes_and_is_afterwards_what_it_was_to_the_bit()
    {
        var model = new Sequential(new Conv2d(2, 6, 3, padding: 1), new BatchNorm2d(6), new ReLU(), new MaxPool2d(2), new Flatten(), new Dropout(keep: 0.7), new Linear(24, 3));
        model.Initialize(2);
        var x = Numbers([5, 4, 4, 2]);
        var labels = Tensor.From<int>([0, 2, 1, 1, 0], [5]);
        model.Children[^1].Module.NamedParameters()[1].Parameter.Trainable = false;
        model.Children[1].Module.Eval(); // a mode of its own
        model.Children[1].Module.Train();
        new CrossEntropy().Compute(model.Forward(x), labels).Backward();
        var before = StateOf(model);

        var report = s_check.Run(model, new CrossEntropy(), x, labels);

        Assert.True(report.Verdict == CheckVerdict.Pass, $"{report}");
        Assert.Equal(["input", "0.weight", "0.bias", "1.weight", "1.bias", "6.weight"], report.Tensors.Select(t => t.Name));
        Assert.All(report.Tensors, t => Assert.True(t.Error < 1e-6 || t.Unresolved > 0, $"{t}"));
        Assert.Equal(before, StateOf(model));
        Assert.All(model.NamedModules(), m => Assert.True(m.Module.Training));
        Assert.Null(x.Grad);
        Assert.False(x.RequiresGrad);
    }

    [Fact]
    public void A_network_is_put_back_when_its_computation_throws()
    {
        var model = new Sequential(new Linear(4, 3), new BatchNorm1d(3));
        var before = StateOf(model);
        Assert.Throws<ShapeException>(() => s_check.Run(model, new CrossEntropy(), Numbers([2, 5]), Tensor.From<int>([0, 1], [2])));
        Assert.Throws<ArgumentException>(() => s_check.Run(model, new CrossEntropy(), Numbers([2, 4]), Tensor.From<int>([0, 3], [2])));
        Assert.Equal(before, StateOf(model));
    }

    [Fact]
    public void A_small_tensor_is_checked_in_every_coordinate_and_a_large_one_in_a_sample_and_directions()
    {
        var report = new GradientCheck { Coordinates = 10, Directions = 3 }.Run(new Linear(5, 3), Numbers([2, 5]));
        Assert.Equal([("input", 10, 0), ("weight", 10, 4), ("bias", 3, 0)], report.Tensors.Select(t => (t.Name, t.Coordinates, t.Directions)));
        Assert.Equal(CheckVerdict.Pass, report.Verdict);
    }

    [Theory]
    [InlineData(BackwardError.Sign)]
    [InlineData(BackwardError.Missing)]
    [InlineData(BackwardError.Half)]
    public void A_wrong_gradient_fails_and_the_report_says_which_where_and_by_how_much(BackwardError error)
    {
        using var fault = new BackwardFault(error, index: 0, operand: 1).Begin();
        var model = new Sequential(new Linear(3, 4), new Tanh(), new Faulty(fault, new Linear(4, 2)));
        model.Initialize(1);
        var report = s_check.Run(model, new MeanSquaredError(), Numbers([3, 3]), Tensor.Zeros([3, 2]));
        var wrong = Assert.Single(report.Tensors, t => t.Verdict != CheckVerdict.Pass);
        Assert.Same(wrong, report.Worst);
        Assert.Equal(("2.weight", CheckVerdict.Fail), (wrong.Name, wrong.Verdict));
        Assert.Equal(error switch { BackwardError.Sign => 2, BackwardError.Missing => 1, _ => 0.5 }, wrong.Error, 1e-4);
        Assert.Equal(error switch { BackwardError.Sign => -1, BackwardError.Missing => 0, _ => 0.5 }, wrong.Analytic / wrong.Numeric, 1e-4);
        Assert.Contains($"2.weight [2, 4]: FAIL, error ", $"{report}", StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_in_few_coordinates_of_a_large_tensor_shows_in_the_gradients_own_direction_or_a_random_one()
    {
        // The gradient of every hundredth element is 2 % too large; the coordinates that are looked at may all be others.
        var w = Numbers([100, 100]);
        var report = new GradientCheck { Coordinates = 4 }.Run(o => new Careless(o[0]).Invoke(), w);
        Assert.Equal(CheckVerdict.Fail, report.Verdict);
    }

    [Fact]
    public void A_kink_near_a_point_or_at_it_is_no_error()
    {
        foreach (var x in new[] { 0, 1e-12, -1e-9, 1e-7, -3e-7, 4e-6, -2e-5 })
        {
            var near = s_check.Run(o => (o[0] * 0.8).Relu() + o[0].Square(), Tensor.From<double>([x, 0.5], [2]));
            var tensor = Assert.Single(near.Tensors);
            Assert.True(tensor.Verdict == CheckVerdict.Pass, $"{x}: {tensor}");
            Assert.True(tensor.Kinks == (Math.Abs(x) < 5e-6 ? 1 : 0), $"{x}: {tensor}");
        }

        // The maximum of equals, as of a row of pixels: the gradient goes to one of them.
        var ties = s_check.Run(o => o[0].Max(1), Tensor.From<double>([1, 1, 1, 0.2, 0.7, 0.7], [2, 3]));
        Assert.True(ties is { Verdict: CheckVerdict.Pass } && ties.Tensors[0].Kinks == 5, $"{ties}");
    }

    [Theory]
    [InlineData(BackwardError.Sign)]
    [InlineData(BackwardError.Missing)]
    [InlineData(BackwardError.Half)]
    [InlineData(BackwardError.Double)]
    public void A_wrong_gradient_at_a_kink_is_not_taken_for_the_kink(BackwardError error)
    {
        foreach (var x in new[] { 0, 1e-12, -1e-12, 1e-9, 1e-7, 4e-6 })
        {
            // Right of the kink the slope is 1.2, left of it 0.4: half of ReLU's slope gives the mean, which is the central difference across the kink.
            using var fault = new BackwardFault(error, index: 0, operand: 0).Begin();
            var tensor = s_check.Run(o => fault.Inside(() => o[0].Relu()) * 0.8 + o[0] * 0.4, Tensor.From<double>([x], [1])).Tensors[0];
            Assert.True(tensor.Verdict == CheckVerdict.Fail, $"{error}, {x}: {tensor}");
        }
    }

    [Fact]
    public void A_gradient_that_no_side_of_a_kink_has_is_looked_at()
    {
        // max(x, 0) − max(−x, 0) is x, but backpropagation gives 0 at 0: nobody's slope. Without a bend it is wrong, with one it is odd.
        Assert.Equal(CheckVerdict.Fail, s_check.Run(o => o[0].Relu() - (-o[0]).Relu(), Tensor.From<double>([0], [1])).Verdict);
        var odd = s_check.Run(o => o[0].Relu() - 0.5 * (-o[0]).Relu(), Tensor.From<double>([0], [1])).Tensors[0];
        Assert.True(odd is { Verdict: CheckVerdict.Warn, Kinks: 1 }, $"{odd}");
    }

    [Fact]
    public void Dropout_drops_the_same_each_time()
    {
        var model = new Sequential(new Linear(6, 20), new Dropout(keep: 0.5), new Linear(20, 2));
        model.Initialize(3);
        var report = s_check.Run(model, new MeanSquaredError(), Numbers([4, 6]), Tensor.Zeros([4, 2]));
        Assert.True(report.Verdict == CheckVerdict.Pass, $"{report}");
        Assert.Equal(report.Tensors, s_check.Run(model, new MeanSquaredError(), Numbers([4, 6]), Tensor.Zeros([4, 2])).Tensors);
    }

    [Fact]
    public void A_gradient_too_small_for_a_plain_difference_is_resolved()
    {
        // At a loss of 1e3, a slope of 1e-5: the plain difference knows it to some 1e-7/1e-5 only.
        var x = Tensor.From<double>([0.3, 0.4], [2]);
        var report = s_check.Run(o => (1e-5 * o[0].Tanh()).Sum() + 1e3, x);
        Assert.True(report.Verdict == CheckVerdict.Pass, $"{report}");
        using var fault = new BackwardFault(BackwardError.Half, index: 0, operand: 0).Begin();
        Assert.Equal(CheckVerdict.Fail, s_check.Run(o => (1e-5 * fault.Inside(() => o[0].Tanh())).Sum() + 1e3, x).Verdict);
    }

    [Fact]
    public void What_cannot_be_checked_is_said()
    {
        Assert.StartsWith("GradientCheck: the result does not depend on anything that requires a gradient.",
            Assert.Throws<InvalidOperationException>(() => s_check.Run(new CutOff(), Numbers([1, 2]))).Message, StringComparison.Ordinal);
        Assert.StartsWith("GradientCheck: the result [2] is Float32", Assert.Throws<InvalidOperationException>(() => s_check.Run(o => o[0].To(DType.Float32), Numbers([2]))).Message, StringComparison.Ordinal);
    }

    private static Tensor Numbers(Shape shape) => Tensor.From([.. Enumerable.Range(0, shape.Size).Select(i => MathF.Sin(1.3f * i + 1))], shape);

    private static List<string> StateOf(Module model) =>
        [.. model.NamedParameters().Select(p => $"{p.Name} {p.Parameter.Type} {p.Parameter.Trainable} {Bits(p.Parameter)} {(p.Parameter.Grad is { } g ? Bits(g) : "none")}")];

    private static string Bits(Tensor tensor) =>
        Convert.ToHexString(tensor.Type == DType.Float32 ? MemoryMarshal.AsBytes(tensor.Span<float>()) : MemoryMarshal.AsBytes(tensor.Span<int>()));

    /// <summary>A layer whose first op has an error.</summary>
    private sealed class Faulty(BackwardFault fault, Module layer) : Module
    {
        [StateName("")]
        public Module Layer { get; } = layer;

        protected override Tensor Compute(Tensor x) => fault.Inside(() => Layer.Forward(x));
    }

    /// <summary>Cuts the graph.</summary>
    private sealed class CutOff : Module
    {
        protected override Tensor Compute(Tensor x) => x.Detach();
    }

    /// <summary>Σ x²/2, with an error in every hundredth element of the gradient.</summary>
    private sealed unsafe class Careless(Tensor x) : Op(x)
    {
        public Tensor Invoke() => Call();

        protected override Shape Infer() => [];

        protected override void Forward<T>(Tensor y)
        {
            var sum = T.Zero;
            for (var i = 0; i < x.Count; i++) sum += x.Data<T>()[i] * x.Data<T>()[i];
            *y.Data<T>() = sum / (T.One + T.One);
        }

        protected override void Backward<T>(Tensor y)
        {
            var dx = GradientFor<T>(x, out _);
            for (var i = 0; i < x.Count; i++) dx[i] = *GradientOf<T>(y) * x.Data<T>()[i] * T.CreateChecked(i % 100 == 37 ? 1.02 : 1);
        }
    }
}
