namespace Descent.Tests.Support;

/// <summary>Σ sin x: makes a scalar of any result. The sine breaks symmetries that would hide a wrong gradient.</summary>
internal sealed unsafe class SumSin(Tensor x) : Op(x)
{
    public static Tensor Of(Tensor x) => new SumSin(x).Call();

    protected override Shape Infer() => [];

    protected override void Forward<T>(Tensor y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Count; i++) sum += Math.Sin(double.CreateChecked(x.Data<T>()[i]));
        *y.Data<T>() = T.CreateTruncating(sum);
    }

    protected override void Backward<T>(Tensor y)
    {
        var dy = *GradientOf<T>(y);
        var dx = GradientFor<T>(x, out var add);
        for (var i = 0; i < x.Count; i++)
            dx[i] = (add ? dx[i] : T.Zero) + dy * T.Cos(x.Data<T>()[i]);
    }
}
