using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent.Ops;

/// <summary>What the largest and the smallest share: dx = dy/(how many equal y) where x = y, elsewhere 0.</summary>
internal abstract unsafe class ExtremeOp(Tensor x, int axes, bool keepDims) : ReduceOp(x, axes, keepDims)
{
    protected override string? NotOfNothing => this is MaxOp.Node ? "largest" : "smallest";

    protected override void Backward<T>(Tensor y)
    {
        var share = Tensor.Allocate(y.Shape, y.Type);
        Reduce(default(CountEqualFn), y.Data<T>(), share.Data<T>());
        y.Device.Zip(default(DivOp.Fn), GradientOf<T>(y), share.Data<T>(), share.Data<T>(), new BroadcastLayout(y.Count));
        Expand(default(WhereEqual), y.Data<T>(), share.Data<T>());
        share.ReleaseMemory();
    }

    internal readonly struct WhereEqual : IExpandFn
    {
        public static Saves Saves => Saves.Both;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x, V c, V dy)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Select(V.Equal(x, c), dy, default);
    }
}
