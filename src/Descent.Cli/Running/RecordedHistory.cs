using System.Globalization;

namespace Descent.Cli;

/// <summary>The numbers of a run's <c>history.csv</c>. A last line that was torn, in a run that was killed, is left out.</summary>
internal sealed class RecordedHistory
{
    /// <summary>The column of the learning rate.</summary>
    public const string LearningRate = "learning_rate";

    private readonly string[] _columns;
    private readonly List<double[]> _rows = [];

    private RecordedHistory(string[] columns) => _columns = columns;

    /// <summary>Epochs that are recorded.</summary>
    public int Epochs => _rows.Count;

    /// <summary>What is measured, as early stopping names it: <c>train.loss</c>, <c>validation.accuracy</c>, ….</summary>
    public IEnumerable<string> Metrics => _columns.Where(IsMetric).Select(c => $"{c[..c.IndexOf('_', StringComparison.Ordinal)]}.{c[(c.IndexOf('_', StringComparison.Ordinal) + 1)..]}");

    /// <exception cref="FileException">There is no such file, or it is no history.</exception>
    public static RecordedHistory Read(string folder)
    {
        var path = Path.Combine(folder, RunFolder.HistoryFile);
        if (!File.Exists(path)) throw new FileException($"{folder}: it holds no {RunFolder.HistoryFile}; expected the folder of a run with at least one epoch, such as runs/digits.");
        var text = File.ReadAllText(path);
        var lines = text.Split('\n');
        var history = new RecordedHistory(lines[0].Split(','));
        for (var i = 1; i < lines.Length - 1; i++) // what stands behind the last line break is no line
        {
            var cells = lines[i].Split(',');
            var row = Array.ConvertAll(cells, c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (double?)null);
            if (row.Length != history._columns.Length || row.Contains(null) || row[0] != i)
                throw new FileException($"{path}: line {i + 1} is not the {history._columns.Length} numbers of epoch {i}; the file was changed, or is no history of a run.");
            history._rows.Add(Array.ConvertAll(row, v => v!.Value));
        }

        return history;
    }

    /// <summary>A metric's value in each epoch; null if it is not measured.</summary>
    public IReadOnlyList<double>? Find(string metric)
    {
        var column = Array.IndexOf(_columns, metric.Replace('.', '_'));
        return column < 0 ? null : [.. _rows.Select(r => r[column])];
    }

    private static bool IsMetric(string column) => column.StartsWith("train_", StringComparison.Ordinal) || column.StartsWith("validation_", StringComparison.Ordinal);
}
