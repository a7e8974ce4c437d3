namespace Descent.Ops;

/// <summary>Dropout of whole groups of a sample's numbers: of its channels, or of the sample itself.</summary>
internal sealed unsafe class GroupDropoutOp(string name, Tensor x, bool byChannel, double keep, RandomPosition position, int stream) : Op(x)
{
    // 1/keep where a group is kept and 0 where it is dropped, [samples, groups]; drawn anew, with the same numbers, whenever the op runs.
    private Tensor? _scales;

    public override string Name => name;

    private int Samples => x.Shape[0];

    private int Groups => byChannel ? x.Shape[^1] : 1;

    private int Rows => x.Shape.Product(1, x.Shape.Rank - (byChannel ? 1 : 0));

    /// <summary>Draws the mask at the open step's place, or at one of its own.</summary>
    public static Tensor Call(string name, Tensor x, bool byChannel, double keep)
    {
        if (!(keep > 0 && keep <= 1)) throw new ArgumentOutOfRangeException(nameof(keep), $"{name}: keep is {keep}; give the share to keep, over 0 and at most 1.");
        var step = Step.Current;
        return new GroupDropoutOp(name, x, byChannel, keep, step?.Position ?? RandomPosition.Next(), step?.NextStream() ?? 0).Call();
    }

    protected override Shape Infer()
    {
        ShapeException.Require(!byChannel || x.Shape.Rank >= 2, $"{Name}: input {x.Shape} has {x.Shape.Rank} axes; it needs a batch first and channels last, as in [N, H, W, C].");
        ShapeException.Require(x.Shape.Rank >= 1, $"{Name}: input {x.Shape} is a scalar; it needs a batch as its first axis.");
        return x.Shape;
    }

    // y = scale·x, dx = scale·dy
    protected override void Forward<T>(Tensor y)
    {
        _scales = Tensor.Allocate([Samples, Groups], x.Type);
        var random = new Philox(position.Seed, RandomPurpose.Dropout, stream, position.Epoch);
        x.Device.DropoutScales(_scales.Data<T>(), Samples, Groups, keep, random, position.Sample);
        x.Device.ScaleChannels(x.Data<T>(), _scales.Data<T>(), y.Data<T>(), Samples, Rows, Groups, add: false);
    }

    protected override void Backward<T>(Tensor y) =>
        x.Device.ScaleChannels(GradientOf<T>(y), _scales!.Data<T>(), GradientFor<T>(x, out var add), Samples, Rows, Groups, add);
}
