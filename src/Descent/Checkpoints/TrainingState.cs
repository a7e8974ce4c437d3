namespace Descent;

/// <summary>
/// Everything of a run by name, as a checkpoint holds it: tensors, and short values as text. It is the second buffer that a save is made
/// from: taken again, it copies into the tensors it has, so that saving does not allocate what the run's state takes.
/// </summary>
internal sealed class TrainingState
{
    private Dictionary<string, Tensor> _tensors = [];
    private Dictionary<string, Tensor> _spare = [];

    /// <summary>A state to be taken.</summary>
    public TrainingState()
    {
    }

    /// <summary>A state that was read.</summary>
    public TrainingState(IEnumerable<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, tensor) in tensors) _tensors.Add(name, tensor);
        foreach (var (name, value) in values) Values.Add(name, value);
    }

    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes a copy of the run as it is.</summary>
    public void Take(IStateful run)
    {
        (_tensors, _spare) = (_spare, _tensors);
        _tensors.Clear();
        Values.Clear();
        run.Save(new StateWriter(this));
        _spare.Clear();
    }

    public void Put(string name, Tensor tensor)
    {
        if (!_spare.Remove(name, out var copy) || copy.Shape != tensor.Shape || copy.Type != tensor.Type) copy = Tensor.AllocatePersistent(tensor.Shape, tensor.Type);
        copy.CopyFrom(tensor);
        if (!_tensors.TryAdd(name, copy)) throw new ArgumentException($"Save: '{name}' is saved twice; each value needs a name of its own.");
    }

    public void Put(string name, string value)
    {
        if (!Values.TryAdd(name, value)) throw new ArgumentException($"Save: '{name}' is saved twice; each value needs a name of its own.");
    }
}
