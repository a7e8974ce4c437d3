namespace Descent.Cli;

/// <summary>Section <c>training.log</c>: what a run writes to be looked at.</summary>
internal sealed class LogConfig
{
    public LogConfig(Section s)
    {
        TensorBoard = s.Flag("tensorboard", true);
        EverySteps = s.Int("every_steps", 10, Bounds.AtLeast(1));
        Report = s.Flag("report", true);
    }

    public bool TensorBoard { get; }

    /// <summary>Whether the run's end leaves a page of what it came to.</summary>
    public bool Report { get; }

    /// <summary>Updates from one value of loss and learning rate to the next.</summary>
    public int EverySteps { get; }

    /// <summary>The log for a folder; null if it is switched off.</summary>
    public TensorBoardLog? Build(string folder, Dataset samples) => TensorBoard ? new TensorBoardLog(folder) { EverySteps = EverySteps, Samples = samples } : null;
}
