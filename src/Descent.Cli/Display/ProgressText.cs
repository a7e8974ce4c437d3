using System.Globalization;

namespace Descent.Cli;

/// <summary>Says how far a run is: the words that the bar and the lines share.</summary>
internal static class ProgressText
{
    public static double ShareDone(in TrainingEvent e) =>
        e.Epoch == 0 ? 0 : Math.Clamp((e.Epoch - 1 + (double)e.Samples / Math.Max(1, e.SamplesPerEpoch)) / e.Epochs, 0, 1);

    public static string Epoch(EpochRecord record) =>
        $"loss {MetricsTable.Number(record.Train["loss"])}{(record.Validation is { } validation ? $"  validation {validation}" : "")}";

    /// <summary>The losses alone: a terminal of 80 columns has room for no more beside the bar.</summary>
    public static string Losses(EpochRecord record) =>
        $"loss {MetricsTable.Number(record.Train["loss"])}{(record.Validation is { } validation ? $"  validation {MetricsTable.Number(validation["loss"])}" : "")}  ";

    public static string Rate(double samplesPerSecond) => string.Create(CultureInfo.InvariantCulture, $"{samplesPerSecond:N0} samples/s");

    /// <summary>The time left, if every epoch takes what the ones before took.</summary>
    public static string Remaining(double shareDone, TimeSpan elapsed)
    {
        if (shareDone is <= 0 or >= 1) return "";
        var left = elapsed * ((1 - shareDone) / shareDone);
        return left.TotalHours >= 1 ? $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00} left"
            : left.TotalMinutes >= 1 ? $"{left.Minutes}:{left.Seconds:00} left"
            : $"{Math.Ceiling(left.TotalSeconds)} s left";
    }
}
