using Descent.Kernels;

namespace Descent;

/// <summary>What lies around an image, where a transform looks beyond its edges.</summary>
public readonly record struct Fill
{
    private Fill(Surroundings kind, byte value) => (Kind, Value) = (kind, value);

    /// <summary>Black: 0 in every channel.</summary>
    public static Fill Black => Of(0);

    /// <summary>The nearest pixel of the edge.</summary>
    public static Fill Edge => new(Surroundings.Edge, 0);

    /// <summary>The image in a mirror that stands on its last pixel.</summary>
    public static Fill Reflect => new(Surroundings.Reflect, 0);

    internal Surroundings Kind { get; }

    /// <summary>The value around the image, where it is one.</summary>
    public byte Value { get; }

    /// <summary>One value in every channel.</summary>
    public static Fill Of(byte value) => new(Surroundings.Constant, value);

    /// <inheritdoc cref="Of"/>
    public static implicit operator Fill(byte value) => Of(value);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        Surroundings.Edge => "edge",
        Surroundings.Reflect => "reflect",
        _ => $"{Value}",
    };
}
