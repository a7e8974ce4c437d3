using System.Globalization;
using System.Text;

namespace Descent;

/// <summary>How often each class was taken for each. Rows are the right classes, columns the predicted ones.</summary>
/// <param name="names">The classes' names for the table; null numbers them.</param>
/// <param name="fromProbabilities">Whether a single output is the probability of class 1, not its logit.</param>
public sealed class ConfusionMatrix(IReadOnlyList<string>? names = null, bool fromProbabilities = false)
{
    private long[,] _counts = new long[0, 0];

    /// <summary>The number of classes, 0 before the first batch.</summary>
    public int Classes => _counts.GetLength(0);

    /// <summary>The number of samples.</summary>
    public long Total { get; private set; }

    /// <summary>How many samples of class <paramref name="target"/> were taken for <paramref name="predicted"/>.</summary>
    public long this[int target, int predicted] => _counts[target, predicted];

    /// <summary>How many samples there are of a class.</summary>
    public long Targets(int label) => Enumerable.Range(0, Classes).Sum(predicted => _counts[label, predicted]);

    /// <summary>How many samples were taken for a class.</summary>
    public long Predictions(int label) => Enumerable.Range(0, Classes).Sum(target => _counts[target, label]);

    /// <summary>Forgets all samples.</summary>
    public void Reset()
    {
        Array.Clear(_counts);
        Total = 0;
    }

    /// <summary>Adds a batch; the arguments are those of <see cref="Metric.Add"/>.</summary>
    /// <exception cref="ShapeException">The two do not fit each other, or have other classes than the batches before.</exception>
    public void Add(Tensor predictions, Tensor targets) => Add(nameof(ConfusionMatrix), predictions, targets);

    internal void Add(string metric, Tensor predictions, Tensor targets)
    {
        var scores = new ClassScores(metric, predictions, targets, fromProbabilities);
        if (Total == 0 && scores.Classes != Classes) _counts = new long[scores.Classes, scores.Classes];
        ShapeException.Require(scores.Classes == Classes,
            $"{metric}: predictions {predictions.Shape} have {scores.Classes} classes, the batches before had {Classes}; call Reset between models.");
        for (var i = 0; i < scores.Samples; i++) _counts[scores.Target(i), scores.Predicted(i)]++;
        Total += scores.Samples;
    }

    internal void Save(StateWriter state) => state.Add("counts", [.. _counts.Cast<long>().Select(count => (double)count)]);

    internal void Load(StateReader state)
    {
        var counts = state.Numbers("counts");
        var classes = (int)Math.Sqrt(counts.Length);
        if (classes * classes != counts.Length) throw state.Wrong("counts", "a square of counts");
        _counts = new long[classes, classes];
        for (var i = 0; i < counts.Length; i++) _counts[i / classes, i % classes] = (long)counts[i];
        Total = _counts.Cast<long>().Sum();
    }

    /// <summary>A table with a row for each right class and a column for each predicted one.</summary>
    public override string ToString()
    {
        var labels = Enumerable.Range(0, Classes).Select(i => names is not null && i < names.Count ? names[i] : i.ToString(CultureInfo.InvariantCulture)).ToArray();
        var cells = Enumerable.Range(0, Classes).Select(row => Enumerable.Range(0, Classes).Select(column => _counts[row, column].ToString(CultureInfo.InvariantCulture)).ToArray()).ToArray();
        const string Corner = "right \\ predicted";
        var first = labels.Append(Corner).Max(label => label.Length);
        var text = new StringBuilder(Corner.PadRight(first));
        var widths = labels.Select((label, column) => Math.Max(label.Length, cells.Max(row => row[column].Length))).ToArray();
        for (var column = 0; column < Classes; column++) text.Append("  ").Append(labels[column].PadLeft(widths[column]));
        for (var row = 0; row < Classes; row++)
        {
            text.Append('\n').Append(labels[row].PadRight(first));
            for (var column = 0; column < Classes; column++) text.Append("  ").Append(cells[row][column].PadLeft(widths[column]));
        }

        return text.ToString();
    }
}
