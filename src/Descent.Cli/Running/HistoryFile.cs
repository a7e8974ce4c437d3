using System.Globalization;
using System.Text;

namespace Descent.Cli;

/// <summary>
/// <c>history.csv</c>: one line an epoch with its number, the metrics of training and validation, the learning rate, the time, and of a penalty its
/// value and the share of zeros. Lines are added as epochs end; a run that is resumed writes those that it goes on from anew, and so repairs
/// a line that was torn, and drops epochs that it will train again.
/// </summary>
internal sealed class HistoryFile(string path)
{
    /// <summary>Adds an epoch.</summary>
    public void Append(EpochRecord epoch)
    {
        var text = File.Exists(path) ? Line(epoch) : Header(epoch) + Line(epoch);
        File.AppendAllText(path, text);
    }

    /// <summary>Makes it tell of these epochs and no others.</summary>
    public void Rewrite(IReadOnlyList<EpochRecord> epochs)
    {
        if (epochs.Count == 0) File.Delete(path);
        else AtomicFile.Write(path, Header(epochs[0]) + string.Concat(epochs.Select(Line)));
    }

    private static string Header(EpochRecord first)
    {
        var text = new StringBuilder("epoch");
        foreach (var (name, _) in first.Train) text.Append(",train_").Append(name);
        foreach (var (name, _) in first.Validation ?? []) text.Append(",validation_").Append(name);
        text.Append(",learning_rate,seconds");
        if (first.Penalty is not null) text.Append(",penalty,zeros");
        return text.Append('\n').ToString();
    }

    private static string Line(EpochRecord epoch)
    {
        var text = new StringBuilder().Append(epoch.Epoch);
        foreach (var (_, value) in epoch.Train) Append(value);
        foreach (var (_, value) in epoch.Validation ?? []) Append(value);
        Append(epoch.LearningRate);
        Append(Math.Round(epoch.Seconds, 6));
        if (epoch.Penalty is { } penalty) Append(penalty);
        if (epoch.Zeros is { } zeros) Append(zeros);
        return text.Append('\n').ToString();

        void Append(double value) => text.Append(',').Append(value.ToString("R", CultureInfo.InvariantCulture));
    }
}
