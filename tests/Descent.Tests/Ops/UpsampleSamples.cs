using Descent.Tests.Support;

namespace Descent.Tests.Ops;

/// <summary>Enlarging, and shrinking without smoothing. Sides vary from 1 on; channels are 1, 3, 16 or 17.</summary>
public sealed class UpsampleSamples : IOpSamples
{
    public IEnumerable<OpSample> Samples =>
    [
        Image("Upsample, nearest, by 2", x => x.UpsampleBy(2)),
        Image("Upsample, nearest, by 2.7", x => x.UpsampleBy(2.7)),
        Image("Upsample, nearest, to 4 x 9", x => x.Upsample((4, 9))),
        Image("Upsample, bilinear, by 2", x => x.UpsampleBy(2, UpsampleMode.Bilinear)),
        Image("Upsample, bilinear, by 1.6", x => x.UpsampleBy(1.6, UpsampleMode.Bilinear)),
        Image("Upsample, bilinear, to 4 x 9", x => x.Upsample((4, 9), UpsampleMode.Bilinear)),
        Image("Upsample, bilinear, to 4 x 9, corners", x => x.Upsample((4, 9), UpsampleMode.Bilinear, alignCorners: true)),
        Image("Upsample, bilinear, to 1 x 3, corners", x => x.Upsample((1, 3), UpsampleMode.Bilinear, alignCorners: true)),
        Image("Upsample, bilinear, by 2, corners", x => x.UpsampleBy(2, UpsampleMode.Bilinear, alignCorners: true)),
        Line("Upsample, lines, nearest, by 3", x => x.UpsampleBy(3)),
        Line("Upsample, lines, linear, to 7", x => x.Upsample(7, UpsampleMode.Bilinear)),
    ];

    private static OpSample Image(string name, Func<Tensor, Tensor> f) => new(name, draw =>
    {
        int height = 1 + draw.Int(0, 5), width = 1 + draw.Size();
        return [draw.Uniform([draw.Int(0, 2), height, width, draw.OneOf(1, 3, 16, 17)])];
    }, inputs => f(inputs[0]));

    private static OpSample Line(string name, Func<Tensor, Tensor> f) =>
        new(name, draw => [draw.Uniform([draw.Int(0, 3), 1 + draw.Size(), draw.OneOf(1, 3, 16, 17)])], inputs => f(inputs[0]));
}
