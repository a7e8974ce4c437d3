using System.Globalization;

namespace Descent;

/// <summary>Takes the state of one part of a run, by names that are the part's own.</summary>
public sealed class StateWriter
{
    private readonly TrainingState _state;
    private readonly string _prefix;

    internal StateWriter(TrainingState state, string prefix = "") => (_state, _prefix) = (state, prefix);

    /// <summary>A part of this part, with names of its own.</summary>
    /// <param name="name">Its name.</param>
    public StateWriter Part(string name) => new(_state, $"{_prefix}{name}/");

    /// <summary>Takes a copy of a tensor, any shape and element type.</summary>
    /// <param name="name">A name not used in this part before.</param>
    /// <param name="values">The tensor.</param>
    /// <exception cref="ArgumentException">The name was used.</exception>
    public void Add(string name, Tensor values) => _state.Put(_prefix + name, values);

    /// <summary>Takes a copy of numbers.</summary>
    /// <inheritdoc cref="Add(string, Tensor)"/>
    public void Add(string name, ReadOnlySpan<double> values) => Add(name, Tensor.From(values, [values.Length]));

    /// <summary>Takes a number, NaN and infinities included.</summary>
    /// <inheritdoc cref="Add(string, Tensor)"/>
    public void Add(string name, double value) => Add(name, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Takes a whole number.</summary>
    /// <inheritdoc cref="Add(string, Tensor)"/>
    public void Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes a text.</summary>
    /// <inheritdoc cref="Add(string, Tensor)"/>
    public void Add(string name, string value) => _state.Put(_prefix + name, value);
}
