using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>The units of a layer: a linear layer's outputs, a convolution's filters, each with the weights that lead into it.</summary>
/// <param name="name">The weight's name.</param>
/// <param name="weight">The weight.</param>
/// <param name="bias">The bias, if it belongs to the unit.</param>
/// <param name="isLast">Whether the units are the last axis of the weight in memory, rather than the first.</param>
internal sealed class Units(string name, Parameter weight, Parameter? bias, bool isLast)
{
    private readonly double[] _factors = new double[isLast ? weight.Shape[^1] : weight.Shape[0]];

    public string Name { get; } = name;

    public Parameter Weight { get; } = weight;

    /// <summary>How many units there are.</summary>
    public int Count => _factors.Length;

    /// <summary>Numbers of a unit.</summary>
    public int Size => Weight.Count / Count + (bias is null ? 0 : 1);

    /// <summary>The weight in memory as a matrix, with the units as its rows or its columns.</summary>
    private (int Rows, int Columns) Rows => isLast ? (Weight.Count / Count, Count) : (Count, Weight.Count / Count);

    /// <summary>The layers of a model that have units: linear ones and convolutions.</summary>
    public static IEnumerable<Units> Of(Module model, bool withBias)
    {
        foreach (var (path, module) in model.NamedModules())
        {
            var (weight, bias, isLast) = module switch
            {
                Linear linear => (linear.Weight, linear.Bias, false),
                Conv2d conv => (conv.Weight, conv.Bias, true),
                Conv1d conv => (conv.Weight, conv.Bias, true),
                _ => (null, null, false),
            };
            if (weight is not null) yield return new Units(ModuleMembers.Join(path, "weight"), weight, withBias ? bias : null, isLast);
        }
    }

    /// <summary>The norm of each unit's numbers, valid until the next call.</summary>
    public ReadOnlySpan<double> Norms()
    {
        if (Weight.Type == DType.Float32) Squares<float>();
        else Squares<double>();
        for (var u = 0; u < Count; u++) _factors[u] = Math.Sqrt(_factors[u]);
        return _factors;
    }

    /// <summary>Multiplies each unit by a function of its norm.</summary>
    public void Scale(Func<double, double> factor)
    {
        Norms();
        var changes = false;
        for (var u = 0; u < Count; u++)
        {
            _factors[u] = factor(_factors[u]);
            changes |= _factors[u] != 1;
        }

        if (!changes) return;
        if (Weight.Type == DType.Float32) Multiply<float>();
        else Multiply<double>();
    }

    private void Squares<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Array.Clear(_factors);
        var w = Weight.Span<T>();
        var (rows, columns) = Rows;
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                var x = WideSum.AsDouble(w[r * columns + c]);
                _factors[isLast ? c : r] += x * x;
            }
        }

        if (bias is null) return;
        var b = bias.Span<T>();
        for (var u = 0; u < Count; u++)
        {
            var x = WideSum.AsDouble(b[u]);
            _factors[u] += x * x;
        }
    }

    private void Multiply<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var w = Weight.Span<T>();
        var (rows, columns) = Rows;
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) w[r * columns + c] *= Literal.Of<T>(_factors[isLast ? c : r]);
        if (bias is null) return;
        var b = bias.Span<T>();
        for (var u = 0; u < Count; u++) b[u] *= Literal.Of<T>(_factors[u]);
    }
}
