using Descent.Ops;

namespace Descent;

/// <summary>Dropout of whole channels (Tompson et al., "Efficient object localization using convolutional networks", 2015).</summary>
public static class SpatialDropoutOp
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each channel of each sample with probability <paramref name="keep"/> divided by it, else 0. Neighbouring pixels say nearly the same, so
        /// that dropping single ones would take little away. The mask is a function of the seed, the epoch, the sample (axis 0 is the
        /// batch) and the channel, as that of <c>Dropout</c> is.
        /// </summary>
        /// <param name="keep">The probability of keeping a channel, over 0 and at most 1.</param>
        /// <returns>x's shape.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is not in (0, 1].</exception>
        /// <exception cref="ShapeException">x has no batch and channels.</exception>
        public Tensor SpatialDropout(double keep) => GroupDropoutOp.Call("SpatialDropout", x, byChannel: true, keep);
    }
}
