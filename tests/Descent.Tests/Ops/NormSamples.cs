using Descent.Tests.Support;

namespace Descent.Tests.Ops;

public sealed class NormSamples : IOpSamples
{
    /// <summary>Far from 0: two values that nearly agree would otherwise be normalized by next to nothing, where no difference quotient is exact.</summary>
    private const double Epsilon = 0.1;

    public IEnumerable<OpSample> Samples => [.. BatchNorms(), .. GroupNorms(), .. RowNorms()];

    private static IEnumerable<OpSample> GroupNorms()
    {
        yield return new("GroupNorm", draw => GroupNormInputs(draw), i => i[0].GroupNorm(Groups(i[0]), i[1], i[2], Epsilon));
        yield return new("GroupNorm, Tanh", draw => GroupNormInputs(draw), i => i[0].GroupNorm(Groups(i[0]), i[1], i[2], Epsilon, Activation.Tanh));
        yield return new("GroupNorm, one group", draw => GroupNormInputs(draw), i => i[0].GroupNorm(1, i[1], i[2], Epsilon));
        yield return new("GroupNorm, not affine", draw => [GroupNormInputs(draw)[0]], i => i[0].GroupNorm(Math.Max(i[0].Shape[^1], 1), epsilon: Epsilon));
    }

    private static IEnumerable<OpSample> RowNorms()
    {
        yield return new("LayerNorm", draw => RowNormInputs(draw, 1), i => i[0].LayerNorm([i[0].Shape[^1]], i[1], i[2], Epsilon));
        yield return new("LayerNorm, two axes", draw => RowNormInputs(draw, 2), i => i[0].LayerNorm(i[1].Shape, i[1], i[2], Epsilon));
        yield return new("LayerNorm, no bias", draw => RowNormInputs(draw, 1)[..2], i => i[0].LayerNorm([i[0].Shape[^1]], i[1], epsilon: Epsilon));
        yield return new("LayerNorm, not affine", draw => RowNormInputs(draw, 1)[..1], i => i[0].LayerNorm([i[0].Shape[^1]], epsilon: Epsilon));
        yield return new("RmsNorm", draw => RowNormInputs(draw, 1)[..2], i => i[0].RmsNorm(i[1], Epsilon));
        yield return new("RmsNorm, not affine", draw => RowNormInputs(draw, 1)[..1], i => i[0].RmsNorm(epsilon: Epsilon));
    }

    private static Tensor[] GroupNormInputs(OperandDraw draw)
    {
        var shape = draw.Shape(2, 4);
        if (draw.Int(0, 1) == 1) shape = shape.With(-1, shape[^1] * (shape[^1] < 20 ? 2 : 1));
        return [draw.Uniform(shape), draw.Uniform([shape[^1]]), draw.Uniform([shape[^1]])];
    }

    /// <summary>The most groups below six that divide the channels.</summary>
    private static int Groups(Tensor x) => Enumerable.Range(1, 5).Last(g => x.Shape[^1] % g == 0);

    private static Tensor[] RowNormInputs(OperandDraw draw, int axes)
    {
        var shape = draw.Shape(axes, 4);
        Shape last = [.. shape.ToArray()[^axes..]];
        return [draw.Uniform(shape), draw.Uniform(last), draw.Uniform(last)];
    }

    private static IEnumerable<OpSample> BatchNorms()
    {
        yield return Of("BatchNorm, not affine", Activation.None, draw => [BatchNormInputs(draw, Activation.None)[0]], i => i[0].BatchNorm(epsilon: Epsilon));
        yield return Of("FrozenBatchNorm, not affine", Activation.None, draw => [BatchNormInputs(draw, Activation.None, frozen: true)[0]], i => i[0].FrozenBatchNorm(Mean(i[0]), Variance(i[0])));
        foreach (var f in Enum.GetValues<Activation>())
        {
            yield return Of($"BatchNorm, {f}", f, draw => BatchNormInputs(draw, f), i => i[0].BatchNorm(i[1], i[2], Epsilon, activation: f));
            yield return Of($"BatchNorm, residual, {f}", f, draw => BatchNormInputs(draw, f, residual: true), i => i[0].BatchNorm(i[1], i[2], Epsilon, i[3], f));
            yield return Of($"FrozenBatchNorm, {f}", f, draw => BatchNormInputs(draw, f, frozen: true),
                i => i[0].FrozenBatchNorm(Mean(i[0]), Variance(i[0]), i[1], i[2], activation: f));
            yield return Of($"FrozenBatchNorm, residual, {f}", f, draw => BatchNormInputs(draw, f, residual: true, frozen: true),
                i => i[0].FrozenBatchNorm(Mean(i[0]), Variance(i[0]), i[1], i[2], residual: i[3], activation: f));
        }
    }

    // Shared operands are drawn without looking at ReLU's kink.
    private static OpSample Of(string name, Activation f, Func<OperandDraw, Tensor[]> inputs, Func<Tensor[], Tensor> call) => new(name, inputs, call) { CanShare = f is not (Activation.ReLU or Activation.ReLU6) };

    /// <summary>x [.., C] with two rows or more, w, b and, if asked, r; drawn again until no result lies at ReLU's kinks.</summary>
    private static Tensor[] BatchNormInputs(OperandDraw draw, Activation f, bool residual = false, bool frozen = false)
    {
        var shape = draw.Shape(2, 4, minSize: 1);
        if (shape.Product(0, shape.Rank - 1) < 2) shape = shape.With(0, 2);
        for (var attempt = 0; ; attempt++)
        {
            Tensor[] inputs = [draw.Uniform(shape), draw.Uniform([shape[^1]], 0.5, 1.5), draw.Uniform([shape[^1]])];
            if (residual) inputs = [.. inputs, draw.Uniform(shape)];
            if (f is not (Activation.ReLU or Activation.ReLU6) || attempt > 30) return inputs;
            var r = residual ? inputs[3] : null;
            var z = frozen ? inputs[0].FrozenBatchNorm(Mean(inputs[0]), Variance(inputs[0]), inputs[1], inputs[2], residual: r) : inputs[0].BatchNorm(inputs[1], inputs[2], Epsilon, r);
            if (z.Type == DType.Float32 || z.ToArray<double>().All(v => Math.Abs(v) > 3e-4 && Math.Abs(v - 6) > 3e-4)) return inputs;
        }
    }

    private static Tensor Mean(Tensor x) => PerChannel(x, c => 0.25 * (c % 5) - 0.5);

    private static Tensor Variance(Tensor x) => PerChannel(x, c => 0.5 + 0.5 * (c % 3));

    private static Tensor PerChannel(Tensor x, Func<int, double> value) =>
        Tensor.From([.. Enumerable.Range(0, x.Shape[^1]).Select(value)], [x.Shape[^1]]).To(x.Type);
}
