using Descent.Kernels;

namespace Descent.Ops;

/// <summary>The op of every function of one number: y = f(x), dx = dy·f′(x).</summary>
internal sealed unsafe class UnaryOp<TFn>(Tensor x, TFn f) : Op(x)
    where TFn : struct, IUnaryFn
{
    /// <inheritdoc/>
    public override string Name => NameOf(typeof(TFn));

    protected override Shape Infer() => x.Shape;

    protected override void Forward<T>(Tensor y) => x.Device.Map(f, x.Data<T>(), y.Data<T>(), x.Count);

    protected override void Backward<T>(Tensor y)
    {
        // What the slope does not read may have been released.
        var saved = TFn.Saves;
        var input = saved is Saves.Input or Saves.Both ? x.Data<T>() : null;
        var output = saved is Saves.Output or Saves.Both ? y.Data<T>() : null;
        x.Device.MapGradient(f, input, output, GradientOf<T>(y), GradientFor<T>(x, out var add), x.Count, add);
    }
}
