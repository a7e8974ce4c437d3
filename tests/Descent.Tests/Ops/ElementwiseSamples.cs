using Descent.Tests.Support;

namespace Descent.Tests.Ops;

/// <summary>Functions of one number.</summary>
public sealed class ElementwiseSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Unary("Neg", x => -x),
        Unary("Exp", x => x.Exp()),
        Unary("Log", x => x.Log(), 0.2, 4),
        Unary("Sqrt", x => x.Sqrt(), 0.2, 4),
        Unary("Abs", x => x.Abs(), kinks: 0),
        Unary("Square", x => x.Square()),
        Unary("Reciprocal", x => x.Reciprocal(), 0.4, 3),
        Unary("Pow, 3", x => x.Pow(3)),
        Unary("Pow, 2", x => x.Pow(2)),
        Unary("Pow, 0", x => x.Pow(0)),
        Unary("Pow, 2.5", x => x.Pow(2.5), 0.2, 3),
        Unary("Pow, -1.5", x => x.Pow(-1.5), 0.4, 3),
        Unary("Clamp", x => x.Clamp(-1, 1.5), -3, 3, -1, 1.5),
        Unary("Clamp, low only", x => x.Clamp(low: 0.5), -3, 3, 0.5),
        Unary("Relu", x => x.Relu(), kinks: 0),
        Unary("Relu6", x => x.Relu6(), -3, 9, 0, 6),
        Unary("LeakyRelu", x => x.LeakyRelu(0.1), kinks: 0),
        Unary("Elu", x => x.Elu(1.3), kinks: 0),
        Unary("Selu", x => x.Selu(), kinks: 0),
        Unary("Gelu", x => x.Gelu()),
        Unary("GeluTanh", x => x.GeluTanh()),
        Unary("Silu", x => x.Silu()),
        Unary("Sigmoid", x => x.Sigmoid()),
        Unary("Tanh", x => x.Tanh()),
        Unary("Softplus", x => x.Softplus()),
        Unary("HardSwish", x => x.HardSwish(), -5, 5, -3, 3),
        Unary("AddScalar", x => 0.5 + (x + 1.25)),
        Unary("Subtract a number", x => x - 1.25),
        Unary("ScalarSub", x => 1.25 - x),
        Unary("MulScalar", x => 0.5 * (x * 1.7)),
        Unary("DivScalar", x => x / 1.7),
        Unary("ScalarDiv", x => 1.7 / x, 0.4, 3),
    ];

    private static OpSample Unary(string name, Func<Tensor, Tensor> f, double low = -3, double high = 3, params double[] kinks) =>
        new(name, draw => [draw.Uniform(draw.Shape(), low, high, kinks)], inputs => f(inputs[0]));
}
