namespace Descent;

/// <summary>Some samples, side by side. A loader refills it: it is valid until the loader's next batch is asked for.</summary>
public sealed class Batch
{
    private readonly Tensor _allInputs;
    private readonly Tensor _allTargets;
    private int[] _order = [];

    internal Batch(Dataset data, int capacity)
    {
        var target = data.Target;
        _allInputs = Tensor.AllocatePersistent(new Shape([capacity, .. data.InputShape.ToArray()]), DType.Float32);
        _allTargets = target.Kind == TargetKind.Class
            ? Tensor.AllocatePersistent([capacity], DType.Int32)
            : Tensor.AllocatePersistent([capacity, target.Count], DType.Float32);
        Inputs = _allInputs;
        Targets = _allTargets;
    }

    /// <summary>The inputs, Float32 [<see cref="Count"/>, …<see cref="Dataset.InputShape"/>].</summary>
    public Tensor Inputs { get; private set; }

    /// <summary>The targets: Int32 [<see cref="Count"/>] for classes, Float32 [<see cref="Count"/>, outputs] for numbers.</summary>
    public Tensor Targets { get; private set; }

    /// <summary>The number of samples; the last batch of an epoch may have fewer than the others.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>How many samples of the epoch came before this batch.</summary>
    public long FirstSample { get; private set; }

    /// <summary>The samples' indices in the data set.</summary>
    public ReadOnlySpan<int> Indices => _order.AsSpan((int)FirstSample, Count);

    /// <summary>Reads the samples at <paramref name="first"/> … of an order. One thread at a time.</summary>
    /// <exception cref="DataException">A sample cannot be read; it carries the sample's index.</exception>
    internal void Fill(Dataset data, int[] order, int first, int count)
    {
        _order = order;
        FirstSample = first;
        Resize(count);
        var sample = data.InputShape.Size;
        var inputs = Inputs.Span<float>();
        var target = data.Target;
        for (var i = 0; i < count; i++)
        {
            var index = order[first + i];
            try
            {
                var input = inputs.Slice(i * sample, sample);
                data.ReadInput(index, input);
                if (target.Kind == TargetKind.Class) Targets.Span<int>()[i] = CheckedClass(data.ReadClass(index), target);
                else data.ReadTarget(index, Targets.Span<float>().Slice(i * target.Count, target.Count));
            }
#pragma warning disable CA1031 // whatever a reader throws reaches the caller, with the sample's index
            catch (Exception e)
#pragma warning restore CA1031
            {
                throw new DataException($"{data.GetType().Name}: sample {index} cannot be read: {e.Message}", e) { Sample = index };
            }
        }
    }

    private void Resize(int count)
    {
        if (count == Count) return;
        if (count == _allInputs.Shape[0])
        {
            (Inputs, Targets) = (_allInputs, _allTargets);
            return;
        }

        Inputs = _allInputs.View(_allInputs.Shape.With(0, count));
        Targets = _allTargets.View(_allTargets.Shape.With(0, count));
    }

    private static int CheckedClass(int label, TargetInfo target) => (uint)label < (uint)target.Count
        ? label
        : throw new DataException($"its class is {label}, but the data set says it has {target.Count} classes (0 … {target.Count - 1}).");
}
