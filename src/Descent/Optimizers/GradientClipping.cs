using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Limits gradients before an update (Pascanu, Mikolov and Bengio, 2013): each number to ±value, each parameter's gradient to a norm, or all
/// gradients together to one. A norm above the limit c scales by c/norm exactly; PyTorch divides by norm + 1e-6. What is limited is the
/// gradient of the loss: decay and penalties come after. Gradients that are not all finite are left as they are.
/// </summary>
public sealed class GradientClipping
{
    /// <summary>What one factor may shrink by: below, a float would lose digits among the subnormal numbers.</summary>
    private const double SmallestFactor = 1e-30;

    private UpdateSlot[] _slots = [];
    private int[] _owners = [];
    private double[] _norms = [];
    private double[] _room = [];

    /// <summary>Makes the limit: exactly one of the three.</summary>
    /// <param name="value">The largest size of a gradient's number.</param>
    /// <param name="norm">The largest norm of a parameter's gradient.</param>
    /// <param name="globalNorm">The largest norm of all gradients laid end to end.</param>
    /// <exception cref="ArgumentException">None or several are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public GradientClipping(double? value = null, double? norm = null, double? globalNorm = null)
    {
        var given = new[] { value, norm, globalNorm }.Count(limit => limit is not null);
        if (given != 1) throw new ArgumentException($"GradientClipping: {given} of value, norm and globalNorm are given; give exactly one.");
        Check(value, nameof(value));
        Check(norm, nameof(norm));
        Check(globalNorm, nameof(globalNorm));
        (Value, Norm, GlobalNorm) = (value, norm, globalNorm);
    }

    /// <summary>The largest size of a gradient's number; null if that is not limited.</summary>
    public double? Value { get; }

    /// <summary>The largest norm of a parameter's gradient; null if that is not limited.</summary>
    public double? Norm { get; }

    /// <summary>The largest norm of all gradients together; null if that is not limited.</summary>
    public double? GlobalNorm { get; }

    /// <summary>The norm of all gradients together, before clipping, at the last update.</summary>
    public double LastNorm { get; private set; }

    /// <summary>Limits the gradients that the optimizer is about to apply.</summary>
    /// <returns>The name of the first parameter whose gradient is not finite, and then nothing was changed; null if all are.</returns>
    public string? Apply(Optimizer optimizer)
    {
        var (floats, count) = MeasureAll(optimizer);
        for (var s = 0; s < count; s++)
            if (!double.IsFinite(_norms[s])) return optimizer.Parameters[_owners[s]].Name;
        LastNorm = NormOf(_norms.AsSpan(0, count));
        Limit<float>(0, floats);
        Limit<double>(floats, count);
        return null;
    }

    private GradientClipping()
    {
    }

    /// <summary>What limits nothing, and only measures.</summary>
    internal static GradientClipping Meter() => new();

    /// <summary>The norm of all gradients that the optimizer is about to apply; not finite if one of them is not. Nothing is changed.</summary>
    internal double Measure(Optimizer optimizer)
    {
        var (_, count) = MeasureAll(optimizer);
        return NormOf(_norms.AsSpan(0, count));
    }

    private static void Check(double? limit, string name)
    {
        if (limit is { } c && !(c > 0 && double.IsFinite(c))) throw new ArgumentOutOfRangeException(name, $"GradientClipping: {name} is {c}; it must be above 0.");
    }

    /// <summary>Lists all gradients with their norms: how many are floats, and how many there are.</summary>
    private (int Floats, int Count) MeasureAll(Optimizer optimizer)
    {
        var parameters = optimizer.Parameters;
        if (_slots.Length < parameters.Count) (_slots, _owners, _norms) = (new UpdateSlot[parameters.Count], new int[parameters.Count], new double[parameters.Count]);
        var floats = Measure<float>(parameters, DType.Float32, 0);
        return (floats, Measure<double>(parameters, DType.Float64, floats));
    }

    /// <summary>√Σx², where neither the largest nor the smallest squares leave the range of double.</summary>
    private static double NormOf(ReadOnlySpan<double> x)
    {
        var largest = 0.0;
        foreach (var value in x) largest = double.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : double.PositiveInfinity;
        if (largest == 0 || double.IsInfinity(largest)) return largest;
        var sum = 0.0;
        foreach (var value in x) sum += value / largest * (value / largest);
        return largest * Math.Sqrt(sum);
    }

    /// <summary>Lists the gradients of one type from a position on, with their norms; gives the position behind them.</summary>
    private unsafe int Measure<T>(IReadOnlyList<Optimizer.Slot> parameters, DType type, int from)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = from;
        for (var p = 0; p < parameters.Count; p++)
        {
            var tensor = parameters[p].Parameter;
            if (tensor.Type != type || !tensor.Trainable || !tensor.HasGrad) continue;
            _owners[count] = p;
            _slots[count++] = new UpdateSlot { Gradient = tensor.Grad!.Data<T>(), Count = tensor.Count };
        }

        if (count == from) return count;
        var device = parameters[0].Parameter.Device;
        var slots = _slots.AsSpan(from, count - from);
        var chunks = device.TrustChunks(slots);
        if (_room.Length < chunks) _room = new double[chunks];
        device.SumSquares<T>(slots, _norms.AsSpan(from, count - from), _room);
        for (var s = from; s < count; s++)
        {
            // Squares of floats stay within double; those of doubles may not.
            var isSafe = typeof(T) == typeof(float) || _norms[s] is > 1e-280 and < double.PositiveInfinity;
            _norms[s] = isSafe ? Math.Sqrt(_norms[s]) : NormOf(new ReadOnlySpan<double>(_slots[s].Gradient, _slots[s].Count));
        }

        return count;
    }

    private unsafe void Limit<T>(int from, int to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var s = from; s < to; s++)
        {
            var gradient = (T*)_slots[s].Gradient;
            if (Value is { } value)
            {
                Device.Cpu.Map(new ClampOp.Fn(-value, value), gradient, gradient, _slots[s].Count);
                continue;
            }

            var (norm, limit) = Norm is { } own ? (_norms[s], own) : (LastNorm, GlobalNorm!.Value);
            if (norm <= limit) continue;
            for (var factor = limit / norm; factor < 1; factor /= SmallestFactor)
                Device.Cpu.Map(new MulScalarOp.Fn(Math.Max(factor, SmallestFactor)), gradient, gradient, _slots[s].Count);
        }
    }
}
