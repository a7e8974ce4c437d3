using System.Globalization;

namespace Descent;

/// <summary>Gives the state of one part of a run back, by the names it was saved under. What nobody reads is an error: it would be forgotten.</summary>
public sealed class StateReader
{
    private readonly TrainingState _state;
    private readonly string _prefix;
    private readonly string _source;
    private readonly HashSet<string> _read;

    internal StateReader(TrainingState state, string source)
        : this(state, source, "", [])
    {
    }

    private StateReader(TrainingState state, string source, string prefix, HashSet<string> read) => (_state, _source, _prefix, _read) = (state, source, prefix, read);

    /// <summary>A part of this part.</summary>
    /// <param name="name">Its name.</param>
    public StateReader Part(string name) => new(_state, _source, $"{_prefix}{name}/", _read);

    /// <summary>The names in this part, in no order; those inside a part of it have its name and a slash in front.</summary>
    public IEnumerable<string> Names => _state.Tensors.Keys.Concat(_state.Values.Keys).Where(n => n.StartsWith(_prefix, StringComparison.Ordinal)).Select(n => n[_prefix.Length..]);

    /// <summary>Whether there is such a value or tensor.</summary>
    public bool Has(string name) => _state.Tensors.ContainsKey(_prefix + name) || _state.Values.ContainsKey(_prefix + name);

    /// <summary>A tensor. It is the reader's own: copy what you keep and change.</summary>
    /// <param name="name">The name it was saved under.</param>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public Tensor Tensor(string name) => _state.Tensors.TryGetValue(Seen(name), out var tensor) ? tensor : throw Missing(name);

    /// <summary>Copies a tensor's elements.</summary>
    /// <param name="name">The name it was saved under.</param>
    /// <param name="into">Where to; of its shape and element type.</param>
    /// <exception cref="CheckpointException">There is no such tensor, or its shape or type is another.</exception>
    public void Copy(string name, Tensor into)
    {
        var tensor = Tensor(name);
        if (tensor.Shape != into.Shape || tensor.Type != into.Type)
            throw new CheckpointException($"{_source}: {_prefix}{name} is {tensor.Shape} {tensor.Type}, but the run has {into.Shape} {into.Type} there; resume with the network it was saved from.");
        into.CopyFrom(tensor);
    }

    /// <summary>All tensors of this part by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors() =>
        _state.Tensors.Where(t => t.Key.StartsWith(_prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[_prefix.Length..], t => Tensor(t.Key[_prefix.Length..]), StringComparer.Ordinal);

    /// <summary>Numbers that were saved together.</summary>
    /// <exception cref="CheckpointException">There are none of that name.</exception>
    public double[] Numbers(string name) => Tensor(name) is { Type: DType.Float64 } numbers ? numbers.ToArray<double>() : throw Wrong(name, "numbers");

    /// <summary>A number.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public double Number(string name) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(name, "a number");

    /// <summary>A whole number.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public long Integer(string name) =>
        long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(name, "a whole number");

    /// <summary>A text.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    public string Text(string name) => _state.Values.TryGetValue(Seen(name), out var value) ? value : throw Missing(name);

    /// <exception cref="CheckpointException">Something was not read: the run has no part that it belongs to.</exception>
    internal void ThrowIfUnread()
    {
        var unread = Names.Where(n => !_read.Contains(n)).Order(StringComparer.Ordinal).ToList();
        if (unread.Count > 0)
            throw new CheckpointException($"{_source}: the run has nothing that {string.Join(", ", unread.Take(5))}{(unread.Count > 5 ? $" and {unread.Count - 5} more belong" : unread.Count == 1 ? " belongs" : " belong")} to; resume with the network, optimizer and hooks it was saved from.");
    }

    /// <summary>What is wrong with a value that was read, as an error to throw.</summary>
    internal CheckpointException Wrong(string name, string expected) => new($"{_source}: {_prefix}{name} is not {expected}.");

    private string Seen(string name)
    {
        _read.Add(_prefix + name);
        return _prefix + name;
    }

    private CheckpointException Missing(string name) =>
        new($"{_source}: it has no {_prefix}{name}; it was saved from a run with another network, optimizer or hooks. Resume with those it was saved from.");
}
