using Descent.Ops;

namespace Descent;

/// <summary>Stochastic depth (Huang et al., "Deep networks with stochastic depth", 2016).</summary>
public static class DropPathOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each sample with probability <paramref name="keep"/> divided by it, else 0: on a residual block's branch, before the shortcut is added, it
        /// leaves the block out for some samples. The mask is a function of the seed, the epoch and the sample (axis 0 is the batch), as that of
        /// <c>Dropout</c> is.
        /// </summary>
        /// <param name="keep">The probability of keeping a sample, over 0 and at most 1.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is not in (0, 1].</exception>
        /// <exception cref="ShapeException">x has no batch.</exception>
        public Tensor DropPath(double keep) => GroupDropoutOp.Call("DropPath", x, byChannel: false, keep);
    }
}
