namespace Descent;

/// <summary>Chooses how much of a pretrained network is trained, by the size of the data.</summary>
public static class TransferChoice
{
    /// <summary>Below so many samples a class, training more than the head fits them by heart.</summary>
    public const int FewPerClass = 30;

    /// <summary>From so many samples a class on, all layers have enough to learn from.</summary>
    public const int ManyPerClass = 1000;

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
