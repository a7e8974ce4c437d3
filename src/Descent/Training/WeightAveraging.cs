using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Keeps an average of the weights beside those that are trained. Validation, and with it early stopping and the choice of the best
/// epoch, sees the average; training goes on from its own weights; at the end the model has the average. Running statistics are averaged
/// with the weights.
/// </summary>
public abstract class WeightAveraging : TrainingHook
{
    private readonly List<Entry> _entries = [];
    private bool _isSwapped;

    /// <summary>How many weights went into the average.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public override void OnStart(Trainer trainer)
    {
        (Count, _isSwapped) = (0, false);
        _entries.Clear();
        _entries.AddRange(trainer.Model.NamedParameters().Where(p => p.Parameter.Type is DType.Float32 or DType.Float64)
            .Select(p => new Entry(p.Name, p.Parameter, p.Parameter.Copy(), p.Parameter.Copy())));
    }

    /// <inheritdoc/>
    public override void OnEpochStart(Trainer trainer)
    {
        if (!_isSwapped) return;
        foreach (var entry in _entries) entry.Parameter.CopyFrom(entry.Aside);
        _isSwapped = false;
    }

    /// <inheritdoc/>
    public override void OnEpochTrained(Trainer trainer) => Swap();

    /// <inheritdoc/>
    public override void OnEnd(Trainer trainer) => Swap();

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("count", Count);
        state.Add("swapped", _isSwapped ? 1L : 0L);
        foreach (var entry in _entries)
        {
            state.Part("average").Add(entry.Name, entry.Average);
            if (_isSwapped) state.Part("aside").Add(entry.Name, entry.Aside); // the model has the average: these are what is trained
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader state)
    {
        (Count, _isSwapped) = (state.Integer("count"), state.Integer("swapped") != 0);
        foreach (var entry in _entries)
        {
            state.Part("average").Copy(entry.Name, entry.Average);
            if (_isSwapped) state.Part("aside").Copy(entry.Name, entry.Aside);
        }
    }

    /// <summary>Moves the average a share of the way to the weights as they are; the first time, all the way.</summary>
    private protected void Add(double share)
    {
        Move<float>(DType.Float32, Count == 0 ? 1 : share);
        Move<double>(DType.Float64, Count == 0 ? 1 : share);
        Count++;
    }

    private void Swap()
    {
        if (_isSwapped || Count == 0) return;
        foreach (var entry in _entries)
        {
            entry.Aside.CopyFrom(entry.Parameter);
            entry.Parameter.CopyFrom(entry.Average);
        }

        _isSwapped = true;
    }

    private unsafe void Move<T>(DType type, double share)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var entry in _entries)
        {
            if (entry.Parameter.Type != type) continue;
            if (share == 1) entry.Average.CopyFrom(entry.Parameter);
            else entry.Parameter.Device.Update<AverageRule, T>([new AverageRule(share)], [new UpdateSlot { Weight = entry.Average.Data<T>(), Gradient = entry.Parameter.Data<T>(), Count = entry.Parameter.Count }]);
        }
    }

    private sealed record Entry(string Name, Parameter Parameter, Tensor Average, Tensor Aside);
}
