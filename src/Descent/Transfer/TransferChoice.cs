namespace Descent;

/// <summary>Chooses how much of a pretrained network is trained, by the size of the data.</summary>
public static class TransferChoice
{
    /// <summary>Below so many samples a class, training more than the head fits them by heart.</summary>
    public const int FewPerClass = 30;

    /// <summary>From so many samples a class on, all layers have enough to learn from.</summary>
    public const int ManyPerClass = 1000;

    /// <summary>The thresholds are rules of thumb: within this factor of one, either strategy may be the better.</summary>
    public const int CloseFactor = 3;

    /// <summary>The two strategies that so many samples lie between, where the choice is close and a <see cref="TransferProbe"/> is worth its time; null elsewhere.</summary>
    /// <param name="samples">Samples to train on.</param>
    /// <param name="classes">Classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public static (TransferStrategy Less, TransferStrategy More)? Close(int samples, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        bool IsNear(int threshold) => samples / classes >= threshold / CloseFactor && samples / classes < threshold * CloseFactor;
        return IsNear(FewPerClass) ? (TransferStrategy.Small, TransferStrategy.Medium) : IsNear(ManyPerClass) ? (TransferStrategy.Medium, TransferStrategy.Large) : null;
    }

    /// <summary>The strategy for so many samples.</summary>
    /// <param name="samples">Samples to train on.</param>
    /// <param name="classes">Classes.</param>
    /// <returns>The strategy, and the reason for people to read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public static (TransferStrategy Strategy, string Reason) For(int samples, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var each = samples / classes;
        return each < FewPerClass ? (TransferStrategy.Small, $"{each} samples a class are fewer than {FewPerClass}")
            : each < ManyPerClass ? (TransferStrategy.Medium, $"{each} samples a class are {FewPerClass} or more, and fewer than {ManyPerClass}")
            : (TransferStrategy.Large, $"{each} samples a class are {ManyPerClass} or more");
    }
}
