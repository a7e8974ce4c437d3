using System.IO.Compression;

namespace Descent;

/// <summary>Reads and writes NumPy's .npz files: a zip archive of .npy files, as <c>numpy.savez</c> and <c>savez_compressed</c> write them.</summary>
/// <remarks>The names in an archive are names of arrays and never paths: nothing is unpacked to the disk.</remarks>
public static class Npz
{
    private const string Ending = ".npy";

    private const int MaxEntries = 1 << 16;

    /// <summary>Deflate makes at most this many bytes of one (zlib's documentation: 1032 : 1).</summary>
    private const long MaxExpansion = 1032;

    /// <summary>Arrays up to this in all may be compressed as well as deflate can; larger ones to a hundredth, which arrays of measured numbers do not reach.</summary>
    private const long FreeBytes = 64L << 20, MaxRatio = 100;

    /// <summary>The time that is written for every array, the earliest that zip files know: the bytes depend on the content alone.</summary>
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays of a file; <see cref="Npy.Read(string)"/> says what their types become.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors by name, without the ending .npy.</returns>
    /// <exception cref="DataFormatException">It is no .npz file, is damaged, or holds something else than arrays of numbers.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, path);
    }

    /// <summary>Writes arrays to a file, replacing it only once the new one is complete and on the disk.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="compress">Whether they are deflated.</param>
    /// <param name="widen">Whether Int32 tensors are written as int64, which PyTorch expects class indices to be.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, or one has none.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool compress = false, bool widen = false)
    {
        var all = tensors.ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, _) in all)
            if (name.Length == 0 || !names.Add(name)) throw new ArgumentException(name.Length == 0 ? "Npz.Write: a tensor has no name." : $"Npz.Write: two tensors are called '{name}'.", nameof(tensors));
        AtomicFile.Write(path, length: 0, file =>
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, tensor) in all)
            {
                var entry = archive.CreateEntry(name + Ending, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = s_time;
                using var stream = entry.Open();
                Npy.Write(stream, tensor, widen);
            }
        });
    }

    /// <summary>Reads all arrays of a stream that knows its length; <paramref name="path"/> is what errors call it.</summary>
    internal static IReadOnlyDictionary<string, Tensor> Read(Stream file, string path)
    {
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            CheckSizes(path, file.Length, archive);
            var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(Ending, StringComparison.Ordinal)) throw new DataFormatException(path, $"it holds '{entry.FullName}', which is no array: all names in it end in {Ending}.");
                var name = entry.FullName[..^Ending.Length];
                if (!tensors.TryAdd(name, Read(path, entry))) throw new DataFormatException(path, $"it holds '{name}' twice.");
            }

            return tensors;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new DataFormatException(path, $"it is no zip archive, or damaged: {e.Message}", e);
        }
    }

    /// <summary>What an array of a file declares; no element is unpacked.</summary>
    /// <exception cref="DataFormatException">There is no such array, or the archive is damaged.</exception>
    internal static NpyHeader ReadHeader(string path, string name)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var entry = archive.GetEntry(name + Ending) ?? throw new DataFormatException(path, $"it holds no '{name}'.");
            using var stream = new EntryStream(path, entry);
            return NpyHeader.Read(stream, path);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DataFormatException(path, $"it is no zip archive, or damaged: {e.Message}", e);
        }
    }

    private static void CheckSizes(string path, long length, ZipArchive archive)
    {
        if (archive.Entries.Count > MaxEntries) throw new DataFormatException(path, $"it holds {archive.Entries.Count} arrays; at most {MaxEntries} are read.");
        var (total, packed) = (0L, 0L);
        foreach (var entry in archive.Entries)
        {
            if (entry.Length < 0 || entry.CompressedLength < 0 || entry.Length > Array.MaxLength) throw new DataFormatException(path, $"'{entry.FullName}' would take {entry.Length} bytes; at most {Array.MaxLength} are read.");
            total += entry.Length;
            packed += entry.CompressedLength;
            if (entry.Length > entry.CompressedLength * MaxExpansion + MaxExpansion) throw new DataFormatException(path, $"'{entry.FullName}' claims {entry.Length} bytes, more than its {entry.CompressedLength} compressed bytes can hold.");
        }

        if (packed > length) throw new DataFormatException(path, $"its arrays take {packed} bytes of a file of {length}; they lie over each other.");
        if (total > FreeBytes && total > length * MaxRatio) throw new DataFormatException(path, $"its arrays take {total} bytes, more than {MaxRatio} times the file's {length}; save them without compression.");
    }

    private static Tensor Read(string path, ZipArchiveEntry entry)
    {
        // The array's own header comes first: what it declares must be what the archive does, before any element is unpacked.
        using var stream = new EntryStream(path, entry);
        var tensor = Npy.Read(stream, $"{path}: {entry.FullName}");
        stream.Finish();
        return tensor;
    }

    /// <summary>An entry as it is unpacked: it knows its length and position, and computes its checksum on the way.</summary>
    private sealed class EntryStream(string path, ZipArchiveEntry entry) : Stream
    {
        private readonly Stream _from = entry.Open();
        private uint _crc = Crc32.Start;
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => entry.Length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var read = _from.Read(buffer);
            _crc = Crc32.Continue(_crc, buffer[..read]);
            _position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <summary>Makes sure that nothing follows, and that what was read is what was written.</summary>
        public void Finish()
        {
            Span<byte> more = stackalloc byte[1];
            if (_from.Read(more) > 0) throw new DataFormatException(path, $"'{entry.FullName}' has more than the {entry.Length} bytes that it claims.");
            if (~_crc != entry.Crc32) throw new DataFormatException(path, $"'{entry.FullName}' is damaged: the checksum is {~_crc:x8} and should be {entry.Crc32:x8}.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) _from.Dispose();
            base.Dispose(disposing);
        }
    }
}
