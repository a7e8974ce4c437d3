using Descent.Tests.Support;

namespace Descent.Tests.Ops;

public sealed class ElementwiseSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Unary("Relu", x => x.Relu(), kinks: 0),
    ];

    private static OpSample Unary(string name, Func<Tensor, Tensor> f, double low = -3, double high = 3, params double[] kinks) =>
        new(name, draw => [draw.Uniform(draw.Shape(), low, high, kinks)], inputs => f(inputs[0]));
}
