using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Optimizers;

public class GradientClippingTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(1e-30)]
    [InlineData(1e-160)]
    [InlineData(1e150)]
    [InlineData(1e300)]
    [InlineData(0.0)]
    public void Norms_of_every_size_are_limited_exactly(double size)
    {
        double[] first = [3 * size, -4 * size], second = [12 * size];
        var (a, b, sgd) = Two(first, second);
        foreach (var limit in new[] { 0.5 * size, 6 * size, 1e3 * size })
        {
            if (limit == 0 || double.IsInfinity(limit)) continue;
            Set(a, b, first, second);
            Assert.Null(new GradientClipping(globalNorm: limit).Apply(sgd));
            var factor = Math.Min(1, limit / (13 * size));
            Assert.All(Gradient(a).Zip(first), g => Assert.Equal(g.Second * factor, g.First, 1e-14 * Math.Abs(g.Second)));
            Assert.All(Gradient(b).Zip(second), g => Assert.Equal(g.Second * factor, g.First, 1e-14 * Math.Abs(g.Second)));

            Set(a, b, first, second);
            Assert.Null(new GradientClipping(norm: limit).Apply(sgd));
            Assert.All(Gradient(a).Zip(first), g => Assert.Equal(g.Second * Math.Min(1, limit / (5 * size)), g.First, 1e-14 * Math.Abs(g.Second)));
            Assert.All(Gradient(b).Zip(second), g => Assert.Equal(g.Second * Math.Min(1, limit / (12 * size)), g.First, 1e-14 * Math.Abs(g.Second)));

            Set(a, b, first, second);
            Assert.Null(new GradientClipping(value: limit).Apply(sgd));
            Assert.Equal(first.Select(g => Math.Clamp(g, -limit, limit)), Gradient(a));
        }

        Set(a, b, first, second);
        var clipping = new GradientClipping(globalNorm: 1);
        clipping.Apply(sgd);
        Assert.Equal(13 * size, clipping.LastNorm, 1e-14 * 13 * size);
    }

    [Fact]
    public void Floats_whose_squares_overflow_are_limited_too()
    {
        var p = new Parameter([40_000], new Constant(0));
        var sgd = new SGD();
        sgd.Attach([("p", p)]);
        SetFloats(p, 3e38f);
        Assert.Null(new GradientClipping(globalNorm: 1).Apply(sgd));
        Assert.All(p.Grad!.ToArray<float>(), g => Assert.Equal(1 / 200f, g, 1e-7f)); // 1/√40,000
        SetFloats(p, 1e-40f);
        Assert.Null(new GradientClipping(globalNorm: 1).Apply(sgd));
        Assert.All(p.Grad!.ToArray<float>(), g => Assert.Equal(1e-40f, g));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_gradient_that_is_not_finite_is_named_and_nothing_is_changed(double bad)
    {
        var (a, b, sgd) = Two([3, 4], [bad]);
        foreach (var clipping in new[] { new GradientClipping(globalNorm: 1), new GradientClipping(norm: 1), new GradientClipping(value: 1) })
        {
            Assert.Equal("second", clipping.Apply(sgd));
            Assert.Equal([3, 4], Gradient(a));
        }
    }

    [Fact]
    public void A_run_stops_with_the_parameters_name_before_the_update()
    {
        var data = new InMemoryDataset([1f, 2], [1], [2f, 3], new TargetInfo(TargetKind.Value, 1, ["y"]));
        var model = new Sequential(new Linear(1, 1));
        var before = model.NamedParameters()[0].Parameter.Item();
        var trainer = new Trainer(model, new MeanSquaredError(), new SGD(0.1)) { Clipping = new GradientClipping(globalNorm: 1), Hooks = { new Poison() } };
        var history = trainer.Fit(data, null, epochs: 3, batchSize: 1);
        Assert.True(history.Failed);
        Assert.Equal("the gradient of 0.weight is not finite in epoch 1, step 1: the step repeated is finite; a hook changed a gradient, or those of the update's batches add up to infinity", history.StopReason);
        Assert.Equal(before, model.NamedParameters()[0].Parameter.Item());
    }

    [Fact]
    public void Impossible_limits_are_refused_with_the_rule()
    {
        Assert.Equal("GradientClipping: 0 of value, norm and globalNorm are given; give exactly one.", Assert.Throws<ArgumentException>(() => { _ = new GradientClipping(); }).Message);
        Assert.Equal("GradientClipping: 2 of value, norm and globalNorm are given; give exactly one.", Assert.Throws<ArgumentException>(() => { _ = new GradientClipping(1, 1); }).Message);
        Assert.StartsWith("GradientClipping: globalNorm is 0; it must be above 0.", Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new GradientClipping(globalNorm: 0); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clipped_norm_never_exceeds_its_limit() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat[]>(), ArbMap.Default.ArbFor<NormalFloat>(), (values, bound) =>
        {
            var gradient = values.Select(v => v.Get).DefaultIfEmpty(0).ToArray();
            var limit = Math.Max(Math.Abs(bound.Get), 1e-300);
            var w = OptimizerGoldenTests.Float64Parameter(new double[gradient.Length]);
            var sgd = new SGD();
            sgd.Attach([("w", w)]);
            OptimizerGoldenTests.SetGradient(w, gradient);
            var clipping = new GradientClipping(globalNorm: limit);
            if (clipping.Apply(sgd) is not null) return gradient.Any(g => !double.IsFinite(g)) || double.IsInfinity(clipping.LastNorm) || gradient.Max(Math.Abs) > 1e300;
            clipping.Apply(sgd);
            return clipping.LastNorm <= limit * (1 + 1e-12);
        }).QuickCheckThrowOnFailure();

    private static (Parameter A, Parameter B, SGD Sgd) Two(double[] first, double[] second)
    {
        var (a, b) = (OptimizerGoldenTests.Float64Parameter(new double[first.Length]), OptimizerGoldenTests.Float64Parameter(new double[second.Length]));
        var sgd = new SGD();
        sgd.Attach([("first", a), ("second", b)]);
        Set(a, b, first, second);
        return (a, b, sgd);
    }

    private static void Set(Parameter a, Parameter b, double[] first, double[] second)
    {
        OptimizerGoldenTests.SetGradient(a, first);
        OptimizerGoldenTests.SetGradient(b, second);
    }

    private static unsafe void SetFloats(Parameter parameter, float value)
    {
        parameter.ClearGrad();
        new Span<float>(parameter.GradForWriting<float>(out _), parameter.Count).Fill(value);
    }

    private static double[] Gradient(Parameter parameter) => parameter.Grad!.ToArray<double>();

    private sealed class Poison : TrainingHook
    {
        public override void OnGradients(Trainer trainer) => trainer.Model.NamedParameters()[0].Parameter.Grad!.Span<float>()[0] = float.NaN;
    }
}
