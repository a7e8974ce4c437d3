using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Descent.Dashboard;

/// <summary>
/// What is kept for each name of an event file, found by the name's bytes. Names mostly come in the same order again and again, so the one that
/// followed last time is tried first.
/// </summary>
internal sealed class TagTable<T>(int most, Func<string, T> make)
    where T : class
{
    /// <summary>Longer names are cut: ours are under 100.</summary>
    private const int MaxLength = 512;

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<ulong, List<Entry>> _byHash = [];
    private Entry? _last;

    public int Count => _entries.Count;

    /// <summary>Names that were left out because there were too many.</summary>
    public bool IsFull => _entries.Count >= most;

    public IEnumerable<(string Tag, T Value)> All => _entries.Select(e => (e.Tag, e.Value));

    /// <summary>What is kept for a name, made when it is new; null if there are too many names.</summary>
    public T? Of(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxLength) name = name[..MaxLength];
        if (_last?.Next is { } guess && name.SequenceEqual(guess.Name)) return (_last = guess).Value;
        var hash = Hash(name);
        if (!_byHash.TryGetValue(hash, out var same)) _byHash[hash] = same = [];
        Entry? found = null;
        foreach (var entry in same)
            if (name.SequenceEqual(entry.Name)) found = entry;
        if (found is null)
        {
            if (IsFull) return null;
            var tag = Encoding.UTF8.GetString(name);
            found = new(name.ToArray(), tag, make(tag));
            same.Add(found);
            _entries.Add(found);
        }

        if (_last is not null) _last.Next = found;
        return (_last = found).Value;
    }

    public bool TryGet(string tag, [NotNullWhen(true)] out T? value) => (value = _entries.FirstOrDefault(e => e.Tag == tag)?.Value) is not null;

    public void Clear()
    {
        _entries.Clear();
        _byHash.Clear();
        _last = null;
    }

    /// <summary>FNV-1a; equal hashes are told apart by the names.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var b in bytes) hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    private sealed class Entry(byte[] name, string tag, T value)
    {
        public byte[] Name { get; } = name;

        public string Tag { get; } = tag;

        public T Value { get; } = value;

        public Entry? Next { get; set; }
    }
}
