using System.Numerics;
using Descent.Kernels;

namespace Descent.Ops;

/// <summary>
/// A reduction over any set of axes as one over the middle axis of [outer, n, inner]. Neighbouring axes of one kind are merged; if the
/// kinds still alternate too often, the operand is copied first with the reduced axes last.
/// </summary>
internal readonly unsafe struct ReducePlan
{
    private readonly Shape _shape;
    private readonly int _axes;
    private readonly bool _copies;

    private ReducePlan(in Shape shape, int axes, int outer, int n, int inner, bool copies)
    {
        (_shape, _axes, _copies) = (shape, axes, copies);
        (Outer, N, Inner) = (outer, n, inner);
    }

    public int Outer { get; }

    /// <summary>How many elements become one.</summary>
    public int N { get; }

    public int Inner { get; }

    /// <summary>The plan for the axes whose bits are set.</summary>
    public static ReducePlan Of(in Shape shape, int axes)
    {
        int outer = 1, n = 1, inner = 1, first = -1, last = -1;
        var isOneRun = true;
        for (var i = 0; i < shape.Rank; i++)
        {
            if (shape[i] == 1 || (axes >> i & 1) == 0) continue;
            if (first < 0) first = i;
            else if (shape.Product(last + 1, i) != 1) isOneRun = false;
            n *= shape[i];
            last = i;
        }

        for (var i = 0; i < shape.Rank; i++)
        {
            if (shape[i] == 1 || (axes >> i & 1) != 0) continue;
            if (i < first || first < 0 || !isOneRun) outer *= shape[i];
            else inner *= shape[i];
        }

        return new ReducePlan(shape, axes, outer, n, inner, !isOneRun);
    }

    /// <summary>y (+)= x reduced. c, one number a result, may be null where the function reads none.</summary>
    public void Run<TFn, T>(Device device, TFn f, T* x, T* c, T* y, bool add)
        where TFn : struct, IReduceFn
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!_copies)
        {
            device.Reduce(f, x, c, y, Outer, N, Inner, add);
            return;
        }

        var copy = ReducedAxesLast(device, x);
        device.Reduce(f, copy.Data<T>(), c, y, Outer, N, Inner, add);
        copy.ReleaseMemory();
    }

    private Tensor ReducedAxesLast<T>(Device device, T* x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rank = _shape.Rank;
        Span<int> sizes = stackalloc int[rank], from = stackalloc int[rank], to = stackalloc int[rank];
        var next = 0;
        for (var kind = 0; kind < 2; kind++)
        {
            for (var i = 0; i < rank; i++)
            {
                if ((_axes >> i & 1) != kind) continue;
                (sizes[next], from[next]) = (_shape[i], _shape.Product(i + 1, rank));
                next++;
            }
        }

        var stride = 1;
        for (var i = rank - 1; i >= 0; i--)
        {
            to[i] = stride;
            stride *= sizes[i];
        }

        var copy = Tensor.Allocate(_shape, DTypes.Of<T>());
        device.Copy(x, copy.Data<T>(), new Box(sizes, from, to), add: false);
        return copy;
    }
}
