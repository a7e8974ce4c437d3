using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Descent;

/// <summary>What was seen of one part of the data, in one pass over its samples.</summary>
internal sealed class PartSurvey
{
    /// <summary>Samples that are read twice, to see whether they stay the same.</summary>
    private const int ReadTwice = 16;

    private readonly double[] _sum, _squares;
    private readonly float[] _low, _high;
    private readonly List<float> _thumbnails = [];
    private readonly int? _ignored;

    /// <summary>Reads the samples.</summary>
    /// <param name="name">What the part is called.</param>
    /// <param name="number">Its number in the search for duplicates.</param>
    /// <param name="data">The part.</param>
    /// <param name="most">How many of its samples are read at most, evenly spaced.</param>
    /// <param name="kept">How many of these are kept.</param>
    /// <param name="search">Learns what each sample holds.</param>
    /// <param name="ignored">The class of samples that the loss leaves out; null for none.</param>
    public PartSurvey(string name, int number, Dataset data, int most, int kept, DuplicateSearch search, int? ignored)
    {
        (Name, Data, _ignored) = (name, data, ignored);
        var size = data.InputShape.Size;
        (_sum, _squares, _low, _high) = (new double[size], new double[size], new float[size], new float[size]);
        _low.AsSpan().Fill(float.PositiveInfinity);
        _high.AsSpan().Fill(float.NegativeInfinity);
        Classes = new int[data.Target.Kind == TargetKind.Class ? data.Target.Count : 0];
        Looked = Math.Min(data.Count, most);
        var (input, again, numbers) = (new float[size], new float[size], new float[Classes.Length == 0 ? data.Target.Count : 0]);
        var keepEvery = Math.Max(1, Looked / Math.Max(1, kept));
        for (var i = 0; i < Looked; i++)
        {
            var sample = (int)((long)i * data.Count / Looked);
            if (!Read(sample, input, numbers, out var label)) continue;
            Good.Add(sample);
            Add(input);
            Labels.Add(label);
            Targets.Add(numbers.Length == 0 ? label : numbers[0]);
            if (DataSurvey.AreImages(data)) _thumbnails.AddRange(Thumbnail.Of(input, data.InputShape));
            if (search.Add(number, sample, MemoryMarshal.AsBytes<float>(input)) is var (part, first)) Duplicates.Add((part, first, sample));
            if (i % keepEvery == 0 && Kept.Count < kept) Kept.Add(new KeptSample(sample, [.. input], label, numbers.Length == 0 ? label : numbers[0]));
            if (i >= ReadTwice) continue;
            data.ReadInput(sample, again);
            if (!again.AsSpan().SequenceEqual(input)) Unsteady.Add(sample);
        }
    }

    public string Name { get; }

    public Dataset Data { get; }

    /// <summary>How many samples were read.</summary>
    public int Looked { get; }

    /// <summary>Samples with finite inputs and possible targets.</summary>
    public List<int> Good { get; } = [];

    /// <summary>The class of each of these, −1 where the target is numbers.</summary>
    public List<int> Labels { get; } = [];

    /// <summary>The class, or first number to predict, of each of these.</summary>
    public List<double> Targets { get; } = [];

    /// <summary>What cannot be used, and why.</summary>
    public List<(int Sample, string Problem, bool IsTarget)> Bad { get; } = [];

    /// <summary>Samples whose class says that the loss shall leave them out.</summary>
    public List<int> Unlabelled { get; } = [];

    /// <summary>Samples that differ when they are read again.</summary>
    public List<int> Unsteady { get; } = [];

    /// <summary>Samples that hold what an earlier one does.</summary>
    public List<(int Part, int First, int Sample)> Duplicates { get; } = [];

    /// <summary>The thumbnail of one of <see cref="Good"/>, by its place there.</summary>
    public ReadOnlySpan<float> ThumbnailOf(int place) => CollectionsMarshal.AsSpan(_thumbnails).Slice(place * Thumbnail.Size, Thumbnail.Size);

    /// <summary>How many samples each class has; empty where the target is numbers.</summary>
    public int[] Classes { get; }

    /// <summary>Some whole samples, evenly spaced.</summary>
    public List<KeptSample> Kept { get; } = [];

    public ReadOnlySpan<float> Low => _low;

    public ReadOnlySpan<float> High => _high;

    /// <summary>The mean of one feature.</summary>
    public double MeanOf(int feature) => _sum[feature] / Good.Count;

    /// <summary>The standard deviation of one feature.</summary>
    public double DeviationOf(int feature) => Math.Sqrt(Math.Max(0, _squares[feature] / Good.Count - MeanOf(feature) * MeanOf(feature)));

    /// <summary>Mean and standard deviation of all inputs' numbers together.</summary>
    public (double Mean, double Deviation) Whole()
    {
        var count = (double)Good.Count * _sum.Length;
        var mean = _sum.Sum() / count;
        return (mean, Math.Sqrt(Math.Max(0, _squares.Sum() / count - mean * mean)));
    }

    private bool Read(int sample, float[] input, float[] numbers, out int label)
    {
        label = -1;
        try
        {
            input.AsSpan().Fill(float.NaN);
            Data.ReadInput(sample, input);
            if (!TensorPrimitives.IsFiniteAll<float>(input))
            {
                var at = Array.FindIndex(input, v => !float.IsFinite(v));
                Bad.Add((sample, $"its input is {input[at]} at position {at}", false));
                return false;
            }

            if (numbers.Length > 0)
            {
                numbers.AsSpan().Fill(float.NaN);
                Data.ReadTarget(sample, numbers);
                if (TensorPrimitives.IsFiniteAll<float>(numbers)) return true;
                Bad.Add((sample, $"its number to predict is {numbers.First(v => !float.IsFinite(v))}", true));
                return false;
            }

            label = Data.ReadClass(sample);
            if ((uint)label < (uint)Classes.Length)
            {
                Classes[label]++;
                return true;
            }

            if (label == _ignored) Unlabelled.Add(sample);
            else Bad.Add((sample, $"its class is {label}, outside 0 … {Classes.Length - 1}", true));
            return false;
        }
        catch (Exception e) when (e is DataException or IOException or DataFormatException)
        {
            Bad.Add((sample, e.Message, false));
            return false;
        }
    }

    private void Add(ReadOnlySpan<float> input)
    {
        for (var i = 0; i < input.Length; i++)
        {
            var value = input[i];
            _sum[i] += value;
            _squares[i] += (double)value * value;
            if (value < _low[i]) _low[i] = value;
            if (value > _high[i]) _high[i] = value;
        }
    }
}

/// <summary>A whole sample.</summary>
internal sealed record KeptSample(int Index, float[] Input, int Label, double Target);
