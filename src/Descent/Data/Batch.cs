using System.Numerics.Tensors;

namespace Descent;

/// <summary>Some samples, side by side. A loader refills it: it is valid until the loader's next batch is asked for.</summary>
public sealed class Batch
{
    private readonly Tensor _allInputs;
    private readonly Tensor _allTargets;
    private readonly Tensor? _allGoals;
    private Tensor? _partInputs;
    private Tensor? _partTargets;
    private Tensor? _partGoals;
    private int[] _order = [];

    internal Batch(Dataset data, int capacity, bool isMixed = false)
    {
        var target = data.Target;
        _allInputs = Tensor.AllocatePersistent(new Shape([capacity, .. data.InputShape.ToArray()]), DType.Float32);
        _allTargets = target.Kind == TargetKind.Class
            ? Tensor.AllocatePersistent([capacity], DType.Int32)
            : Tensor.AllocatePersistent([capacity, target.Count], DType.Float32);
        Inputs = _allInputs;
        Targets = _allTargets;
        if (isMixed) Goals = _allGoals = Tensor.AllocatePersistent([capacity, target.Count], DType.Float32);
    }

    /// <summary>The inputs, Float32 [<see cref="Count"/>, …<see cref="Dataset.InputShape"/>].</summary>
    public Tensor Inputs { get; private set; }

    /// <summary>The targets: Int32 [<see cref="Count"/>] for classes, Float32 [<see cref="Count"/>, outputs] for numbers.</summary>
    public Tensor Targets { get; private set; }

    /// <summary>What a loss compares predictions with: the targets, or the distributions over the classes, Float32 [<see cref="Count"/>, classes], of samples that were mixed.</summary>
    public Tensor LossTargets => Goals ?? Targets;

    /// <summary>The distributions over the classes; null where samples are not mixed.</summary>
    internal Tensor? Goals { get; private set; }

    /// <summary>The number of samples; the last batch of an epoch may have fewer than the others.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>How many samples of the epoch came before this batch.</summary>
    public long FirstSample { get; private set; }

    /// <summary>The samples' indices in the data set.</summary>
    public ReadOnlySpan<int> Indices => _order.AsSpan((int)FirstSample, Count);

    /// <summary>
    /// Reads the samples at <paramref name="first"/> … of an order: as the epoch sees them, or as they are if that is below 0. One thread at a time.
    /// </summary>
    /// <exception cref="DataException">A sample cannot be read; it carries the sample's index.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    internal void Fill(Dataset data, int[] order, int first, int count, int epoch, CancellationToken stop)
    {
        _order = order;
        FirstSample = first;
        Resize(count);
        var target = data.Target;
        var classes = target.Kind == TargetKind.Class ? Targets.Span<int>() : default;
        var values = target.Kind == TargetKind.Class ? default : Targets.Span<float>();
        var inputs = Inputs.Span<float>();
        var size = data.InputShape.Size;
        var check = !data.IsChecked; // what is held in memory was checked when it was put there
        var index = 0;
        try
        {
            for (var i = 0; i < count; i++)
            {
                stop.ThrowIfCancellationRequested();
                index = order[first + i];
                var input = inputs.Slice(i * size, size);
                if (check) input.Fill(float.NaN);
                if (epoch < 0) data.ReadInput(index, input);
                else data.ReadTrainingInput(index, epoch, input);
                if (check) RequireFinite("input", input);
                if (target.Kind == TargetKind.Class)
                {
                    classes[i] = RequireClass(data.ReadClass(index), target);
                    continue;
                }

                var numbers = values.Slice(i * target.Count, target.Count);
                if (check) numbers.Fill(float.NaN);
                data.ReadTarget(index, numbers);
                if (check) RequireFinite("target", numbers);
            }
        }
#pragma warning disable CA1031 // whatever a reader throws reaches the caller, with the sample's index
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
#pragma warning restore CA1031
        {
            var inner = e as DataException;
            throw new DataException($"{data.GetType().Name}: sample {index} cannot be read: {e.Message}", e)
            {
                Sample = index,
                Path = inner?.Path,
                Row = inner?.Row,
                Column = inner?.Column,
            };
        }
    }

    private void Resize(int count)
    {
        if (count == Count) return;
        if (count == _allInputs.Shape[0])
        {
            (Inputs, Targets, Goals) = (_allInputs, _allTargets, _allGoals);
            return;
        }

        // An epoch has one partial batch, of the same size every time: its views are made once.
        if (_partInputs?.Shape[0] != count)
        {
            _partInputs = _allInputs.View(_allInputs.Shape.With(0, count));
            _partTargets = _allTargets.View(_allTargets.Shape.With(0, count));
            _partGoals = _allGoals?.View(_allGoals.Shape.With(0, count));
        }

        (Inputs, Targets, Goals) = (_partInputs, _partTargets!, _partGoals);
    }

    private static int RequireClass(int label, TargetInfo target) => (uint)label < (uint)target.Count
        ? label
        : throw new DataException($"its class is {label}, but the data set says it has {target.Count} classes (0 … {target.Count - 1}).");

    private static void RequireFinite(string what, Span<float> numbers)
    {
        if (TensorPrimitives.IsFiniteAll<float>(numbers)) return;
        var at = 0;
        while (float.IsFinite(numbers[at])) at++;
        throw new DataException($"its {what} is {numbers[at]} at position {at} of {numbers.Length}; a data set must write every number, and only finite ones.");
    }
}
