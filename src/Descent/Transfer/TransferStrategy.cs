namespace Descent;

/// <summary>
/// How much of a pretrained network is trained, by the size of the new data, as the CS 230 sheet prescribes. The more data there is, the more layers
/// can learn from it without forgetting what they know.
/// </summary>
public enum TransferStrategy
{
    /// <summary>Little data: all layers are frozen, and only the head, the layer before the softmax, is trained.</summary>
    Small,

    /// <summary>More data: most layers are frozen; the last of them and the head are trained.</summary>
    Medium,

    /// <summary>Much data: everything is trained, beginning from the pretrained weights.</summary>
    Large,
}
