using System.Numerics;
using Descent.Kernels;

namespace Descent.Ops;

/// <summary>What one output of a <see cref="Bands{T}"/> is made of: inputs from First on, the second one's weight, and what their sum is divided by.</summary>
/// <param name="First">The first input.</param>
/// <param name="Count">How many inputs; 0 for none.</param>
/// <param name="Divisor">What the sum is divided by.</param>
/// <param name="Second">Of two inputs, the share of the second (the first has the rest); NaN if all inputs weigh 1.</param>
internal readonly record struct Band(int First, int Count, double Divisor = 1, double Second = double.NaN)
{
    public double Weight(int index) => double.IsNaN(Second) ? 1 : Count == 1 ? 1 : index == 1 ? Second : 1 - Second;
}

/// <summary>A map along one axis, output by output. Where inputs start and where they end must not decrease from output to output.</summary>
internal interface IAxisMap
{
    int Input { get; }

    int Output { get; }

    /// <summary>The most inputs an output has.</summary>
    int Width { get; }

    /// <summary>Whether outputs give their inputs different weights.</summary>
    bool IsWeighted { get; }

    /// <summary>What an output is made of.</summary>
    Band Of(int output);
}

/// <summary>The tables of a map, or of its transpose, which takes the outputs' gradient to the inputs'. They live in the step for as long as one kernel runs.</summary>
internal readonly unsafe struct AxisTables<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Tensor _places, _numbers;

    private AxisTables(int input, int output, int width, bool weights, bool divisors)
    {
        var type = typeof(T) == typeof(double) ? DType.Float64 : DType.Float32;
        _places = Tensor.Allocate([2, output], DType.Int32);
        _numbers = Tensor.Allocate([output, (weights ? width : 0) + (divisors ? 1 : 0)], type);
        var numbers = _numbers.Data<T>();
        Bands = new Bands<T>
        {
            Input = input,
            Output = output,
            Width = width,
            First = _places.Data<int>(),
            Count = _places.Data<int>() + output,
            Weights = weights ? numbers : null,
            Divisors = divisors ? numbers + (weights ? (nint)output * width : 0) : null,
        };
    }

    public Bands<T> Bands { get; }

    /// <summary>The map itself.</summary>
    public static AxisTables<T> Of<TMap>(in TMap map)
        where TMap : struct, IAxisMap
    {
        var tables = new AxisTables<T>(map.Input, map.Output, map.Width, map.IsWeighted, divisors: !map.IsWeighted);
        var bands = tables.Bands;
        for (var o = 0; o < map.Output; o++)
        {
            var band = map.Of(o);
            (bands.First[o], bands.Count[o]) = (band.First, band.Count);
            if (!map.IsWeighted) bands.Divisors[o] = T.CreateTruncating(band.Divisor);
            else for (var j = 0; j < band.Count; j++) bands.Weights[(nint)o * bands.Width + j] = T.CreateTruncating(band.Weight(j));
        }

        return tables;
    }

    /// <summary>The transposed map: what each input gives to the outputs.</summary>
    public static AxisTables<T> Transposed<TMap>(in TMap map)
        where TMap : struct, IAxisMap
    {
        // The outputs of an input are neighbours, because bands only move forward; how many they are at most is found first.
        int width = 0, first = 0, end = 0;
        for (var i = 0; i < map.Input; i++)
        {
            Outputs(map, i, ref first, ref end);
            width = Math.Max(width, end - first);
        }

        var tables = new AxisTables<T>(map.Output, map.Input, width, weights: true, divisors: false);
        var bands = tables.Bands;
        (first, end) = (0, 0);
        for (var i = 0; i < map.Input; i++)
        {
            Outputs(map, i, ref first, ref end);
            (bands.First[i], bands.Count[i]) = (first, end - first);
            for (var o = first; o < end; o++)
            {
                var band = map.Of(o);
                bands.Weights[(nint)i * width + o - first] = T.CreateTruncating(band.Weight(i - band.First) / band.Divisor);
            }
        }

        return tables;
    }

    public void Release()
    {
        _places.ReleaseMemory();
        _numbers.ReleaseMemory();
    }

    /// <summary>Moves the range on to the outputs that an input has a part in.</summary>
    private static void Outputs<TMap>(in TMap map, int input, ref int first, ref int end)
        where TMap : struct, IAxisMap
    {
        while (end < map.Output && map.Of(end) is var next && next.First <= input) end++;
        while (first < end && map.Of(first) is var past && past.First + past.Count <= input) first++;
    }
}
