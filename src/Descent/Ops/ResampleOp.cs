using Descent.Kernels;

namespace Descent.Ops;

/// <summary>
/// Images [N, H, W, C] or lines [N, L, C] mapped along their rows and their columns: averages of windows, enlargements. Nothing is kept; the
/// gradient is the transposed map, gathered pixel by pixel, so that each has one writer.
/// </summary>
internal abstract unsafe class ResampleOp<TMap>(Tensor x, string name, bool isLine) : Op(x)
    where TMap : struct, IAxisMap
{
    public override string Name => name;

    protected bool IsLine => isLine;

    protected Tensor X => x;

    /// <summary>The maps; throws a <see cref="ShapeException"/> if they do not fit x.</summary>
    protected abstract (TMap Rows, TMap Columns) Maps();

    protected override Shape Infer()
    {
        var (rows, columns) = Maps();
        return isLine ? [x.Shape[0], columns.Output, x.Shape[2]] : [x.Shape[0], rows.Output, columns.Output, x.Shape[3]];
    }

    // y = R·x·Cᵀ for each image and channel
    protected override void Forward<T>(Tensor y)
    {
        var (rows, columns) = Maps();
        var (r, c) = (AxisTables<T>.Of(rows), AxisTables<T>.Of(columns));
        x.Device.Resample(x.Data<T>(), y.Data<T>(), x.Shape[0], x.Shape[^1], r.Bands, c.Bands, add: false);
        r.Release();
        c.Release();
    }

    // dx = Rᵀ·dy·C
    protected override void Backward<T>(Tensor y)
    {
        var (rows, columns) = Maps();
        var (r, c) = (AxisTables<T>.Transposed(rows), AxisTables<T>.Transposed(columns));
        x.Device.Resample(GradientOf<T>(y), GradientFor<T>(x, out var add), x.Shape[0], x.Shape[^1], r.Bands, c.Bands, add);
        r.Release();
        c.Release();
    }
}
