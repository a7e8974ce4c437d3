using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Descent;

/// <summary>Finds samples that hold exactly the same, wherever they stand. Nothing is kept of a sample but a hash.</summary>
public sealed class DuplicateSearch
{
    private readonly Dictionary<UInt128, (int Part, int Sample)> _first = [];

    /// <summary>Takes a sample in.</summary>
    /// <param name="part">Where it stands: whatever number its reader gives the part.</param>
    /// <param name="sample">Its place there.</param>
    /// <param name="content">What it holds.</param>
    /// <returns>The first sample that held the same; null if this is the first.</returns>
    public (int Part, int Sample)? Add(int part, int sample, ReadOnlySpan<byte> content)
    {
        // Half of a SHA-256: two samples that differ will not meet in it.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        var key = MemoryMarshal.Read<UInt128>(hash);
        return _first.TryAdd(key, (part, sample)) ? null : _first[key];
    }
}
