using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Descent;

/// <summary>Named numbers in a fixed order: <c>loss 0.0512, accuracy 0.9815</c>.</summary>
[CollectionBuilder(typeof(MetricValues), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "The values of metrics; it can be listed, and that is not what it is for.")]
public sealed class MetricValues : IReadOnlyList<KeyValuePair<string, double>>
{
    private readonly KeyValuePair<string, double>[] _values;

    /// <summary>Takes the names and numbers in order.</summary>
    /// <exception cref="ArgumentException">A name comes twice.</exception>
    public MetricValues(params ReadOnlySpan<KeyValuePair<string, double>> values)
    {
        _values = values.ToArray();
        for (var i = 0; i < values.Length; i++)
            for (var k = 0; k < i; k++)
                if (values[i].Key == values[k].Key) throw new ArgumentException($"MetricValues: '{values[i].Key}' comes twice; give each metric its own name.");
    }

    /// <summary>How many there are.</summary>
    public int Count => _values.Length;

    /// <summary>The name and number at a position.</summary>
    public KeyValuePair<string, double> this[int index] => _values[index];

    /// <summary>The number of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public double this[string name] => TryGet(name, out var value)
        ? value
        : throw new KeyNotFoundException($"MetricValues: there is no '{name}'; there is {string.Join(", ", _values.Select(v => v.Key))}.");

    /// <summary>Makes them from a collection expression.</summary>
    public static MetricValues Create(ReadOnlySpan<KeyValuePair<string, double>> values) => new(values);

    /// <summary>Finds the number of that name.</summary>
    public bool TryGet(string name, out double value)
    {
        foreach (var (key, number) in _values)
        {
            if (key != name) continue;
            value = number;
            return true;
        }

        value = double.NaN;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, double>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Each name with its number to four decimals, or four significant digits when it is very small or large.</summary>
    public override string ToString() => string.Join(", ", _values.Select(v => $"{v.Key} {Text(v.Value)}"));

    private static string Text(double value) => value == 0 || Math.Abs(value) is >= 1e-3 and < 1e5
        ? value.ToString("F4", CultureInfo.InvariantCulture)
        : value.ToString("G4", CultureInfo.InvariantCulture);
}
