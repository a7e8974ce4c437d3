using Descent.Devices;

namespace Descent.Ops;

/// <summary>What layer normalization and root mean square normalization share: each row is normalized by itself.</summary>
internal abstract unsafe class RowNormOp(Tensor x, Tensor? w, Tensor? b, double epsilon, bool centred) : Op(x, w, b)
{
    private Tensor _statistics = null!; // [2, rows], in double

    /// <summary>The shape of what is normalized together: the input's last axes.</summary>
    protected abstract Shape Normalized { get; }

    private int Rows => x.Shape.Product(0, x.Shape.Rank - Normalized.Rank);

    /// <inheritdoc/>
    protected override Shape Infer()
    {
        var last = Normalized;
        ShapeException.Require(last.Rank >= 1, $"{Name}: no axis to normalize over is given; input {x.Shape} needs the sizes of one or more of its last axes.");
        var fits = x.Shape.Rank >= last.Rank;
        for (var i = 1; fits && i <= last.Rank; i++) fits = x.Shape[^i] == last[^i];
        ShapeException.Require(fits, $"{Name}: input {x.Shape} does not end in {last}, the sizes to normalize over.");
        ShapeException.Require(w is null || w.Shape == last, $"{Name}: weight {w?.Shape} does not match the sizes to normalize over; it must be {last}.");
        ShapeException.Require(b is null || b.Shape == last, $"{Name}: bias {b?.Shape} does not match the sizes to normalize over; it must be {last}.");
        return x.Shape;
    }

    // y = w·x̂ + b with x̂ = (x − m)/√(v + ε) of a row: m = Σ x / n, v = Σ (x − m)²/n; or, not centred, m = 0
    protected override void Forward<T>(Tensor y)
    {
        _statistics = Tensor.Allocate([2, Rows], DType.Float64);
        x.Device.RowNorm(Arguments<T>(y));
    }

    // g = dy·w     db = Σ dy     dw = Σ dy·x̂     dx = (g − Σ g/n − x̂·Σ(g·x̂)/n)/√(v + ε); not centred, without Σ g/n
    protected override void Backward<T>(Tensor y)
    {
        var args = Arguments<T>(y);
        args.Dy = GradientOf<T>(y);
        // x first, as the device writes them: where two operands are one tensor, the second adds.
        if (Wants(x)) args.Dx = GradientFor<T>(x, out args.AddX);
        if (Wants(w)) args.DWeight = GradientFor<T>(w!, out args.AddWeight);
        if (Wants(b)) args.DBias = GradientFor<T>(b!, out args.AddBias);
        x.Device.RowNormGradient(args);
    }

    private RowNormArgs<T> Arguments<T>(Tensor y)
        where T : unmanaged => new()
        {
            X = x.Data<T>(),
            Y = y.Data<T>(),
            Weight = w is null ? null : w.Data<T>(),
            Bias = b is null ? null : b.Data<T>(),
            Mean = _statistics.Data<double>(),
            Variance = _statistics.Data<double>() + Rows,
            Rows = Rows,
            Size = Normalized.Size,
            Epsilon = epsilon,
            Centred = centred,
        };
}
