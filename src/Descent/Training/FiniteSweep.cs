using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Looks, in one pass over the memory, whether the gradients that an update is about to use are finite, and the running statistics that the
/// forward pass has moved.
/// </summary>
internal sealed class FiniteSweep(Module model)
{
    private readonly (string Name, Parameter Parameter)[] _parameters = [.. model.NamedParameters()];
    private readonly UpdateSlot[] _slots = new UpdateSlot[model.NamedParameters().Count];

    /// <summary>What is not finite, such as <c>the gradient of 0.weight</c>; null if all is.</summary>
    /// <param name="gradients">Whether to look at gradients too; clipping measures them anyway.</param>
    public string? Find(bool gradients)
    {
        if (AllFinite<float>(DType.Float32, gradients) && AllFinite<double>(DType.Float64, gradients)) return null;
        foreach (var (name, parameter) in _parameters)
            if (Watched(parameter, gradients) is { } tensor && IndexIn(tensor) >= 0) return parameter.IsStatistic ? name : $"the gradient of {name}";
        return null;
    }

    /// <summary>The first of the parameters that is not finite itself, and the value; null if all are.</summary>
    public (string Name, double Value)? FindWeight()
    {
        foreach (var (name, parameter) in _parameters)
            if (IndexIn(parameter) is >= 0 and var i) return (name, ValueAt(parameter, i));
        return null;
    }

    /// <summary>The position of the first number that is not finite; −1 if there is none, as in whole numbers.</summary>
    public static unsafe int IndexIn(Tensor tensor) => tensor.Type switch
    {
        DType.Float32 => Finite.FirstNot(tensor.Data<float>(), tensor.Count),
        DType.Float64 => Finite.FirstNot(tensor.Data<double>(), tensor.Count),
        _ => -1,
    };

    /// <summary>A number of a floating-point tensor.</summary>
    public static double ValueAt(Tensor tensor, int index) => tensor.Type == DType.Float64 ? tensor.Span<double>()[index] : tensor.Span<float>()[index];

    private static Tensor? Watched(Parameter parameter, bool gradients) =>
        parameter.IsStatistic ? parameter : gradients && parameter is { Trainable: true, HasGrad: true } ? parameter.Grad : null;

    private unsafe bool AllFinite<T>(DType type, bool gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var count = 0;
        foreach (var (_, parameter) in _parameters)
            if (parameter.Type == type && Watched(parameter, gradients) is { } tensor) _slots[count++] = new UpdateSlot { Gradient = tensor.Data<T>(), Count = tensor.Count };
        return count == 0 || _parameters[0].Parameter.Device.AllFinite<T>(_slots.AsSpan(0, count));
    }
}
