using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;
using Descent.Ops;

namespace Descent;

/// <summary>The logarithm of a sum of exponentials.</summary>
public static class LogSumExpOp
{
    extension(Tensor x)
    {
        /// <summary>log Σ eˣ, without overflow. Over all axes if none is given; −∞ of nothing.</summary>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <returns>x's shape without those axes.</returns>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor LogSumExp(params ReadOnlySpan<int> axes) => x.LogSumExp(keepDims: false, axes);

        /// <summary>log Σ eˣ, without overflow. Over all axes if none is given; −∞ of nothing.</summary>
        /// <param name="keepDims">Whether reduced axes stay, with size 1, so that the result broadcasts with x.</param>
        /// <param name="axes">The axes to reduce; −1 is the last.</param>
        /// <exception cref="ShapeException">An axis is out of range or given twice.</exception>
        public Tensor LogSumExp(bool keepDims, params ReadOnlySpan<int> axes) => new Node(x, ReduceOp.Axes("LogSumExp", x.Shape, axes), keepDims).Call();
    }

    // y = log Σ e^(x − m) + m with m = max x, dx = dy·e^(x − y)
    internal sealed unsafe class Node(Tensor x, int axes, bool keepDims) : ReduceOp(x, axes, keepDims)
    {
        protected override void Forward<T>(Tensor y)
        {
            var max = Tensor.Allocate(y.Shape, y.Type);
            Reduce(default(LargestFn), null, max.Data<T>());
            Reduce(default(LogSumExpFn), max.Data<T>(), y.Data<T>());
            max.ReleaseMemory();
        }

        protected override void Backward<T>(Tensor y) => Expand(default(Share), y.Data<T>(), GradientOf<T>(y));
    }

    internal readonly struct Share : IExpandFn
    {
        public static Saves Saves => Saves.Both;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Value<V, T>(V x, V c, V dy)
            where V : struct, ILanes<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => dy * LaneMath.Exp<V, T>(x - c);
    }
}
