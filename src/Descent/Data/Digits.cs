using System.Runtime.InteropServices;

namespace Descent;

/// <summary>
/// The 1,797 handwritten digits, 8×8 pixels, that are part of the library: small enough to learn in seconds, real enough to
/// learn from. (E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI, 1998, CC BY 4.0; as in scikit-learn.)
/// </summary>
public static class Digits
{
    private const int Pixels = 64;
    private const int BytesPerRow = 5;    // 8 pixels of 5 bits
    private const int BytesPerSample = 41; // 8 rows, then the label (see Resources/make_digits.py)

    /// <summary>The digits with their 64 pixels, 0 (empty) … 1 (ink), as a vector: input shape [64], ten classes.</summary>
    public static Dataset Load() => Load([Pixels]);

    /// <summary>The digits as images: input shape [8, 8, 1] (height, width, channels), ten classes.</summary>
    public static Dataset LoadImages() => Load([8, 8, 1]);

    private static InMemoryDataset Load(Shape shape)
    {
        var packed = Resource();
        var labels = new int[packed.Length / BytesPerSample];
        var inputs = new float[labels.Length * Pixels];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var bytes = packed.Slice(sample * BytesPerSample, BytesPerSample);
            var image = inputs.AsSpan(sample * Pixels, Pixels);
            for (var row = 0; row < 8; row++)
            {
                var bits = MemoryMarshal.Read<uint>(bytes[(row * BytesPerRow)..]) | ((ulong)bytes[row * BytesPerRow + 4] << 32);
                for (var column = 0; column < 8; column++, bits >>= 5)
                    image[row * 8 + column] = (bits & 31) / 16f; // 16 is a pixel full of ink
            }

            labels[sample] = bytes[^1];
        }

        return new InMemoryDataset(inputs, shape, labels, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    }

    private static unsafe ReadOnlySpan<byte> Resource()
    {
        // The stream lies over the assembly as it is mapped into memory: no copy is made, and it stays mapped.
        var stream = (UnmanagedMemoryStream)typeof(Digits).Assembly.GetManifestResourceStream("Descent.digits.bin")!;
        return new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length);
    }
}
