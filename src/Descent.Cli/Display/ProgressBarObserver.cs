using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Descent.Cli;

/// <summary>Progress for a terminal: a moving bar with epoch, losses, rate and the time left.</summary>
internal sealed class ProgressBarObserver : ITrainingObserver
{
    /// <summary>With the text, 80 columns.</summary>
    private const int BarWidth = 12;

    private readonly Stopwatch _clock = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TextColumn _text = new();
    private Task? _drawing;
    private ProgressTask? _bar;
    private string _losses = "";
    private long _samplesBefore;

    public void Observe(in TrainingEvent e)
    {
        switch (e.Kind)
        {
            case TrainingEventKind.Started:
                _clock.Restart();
                Start();
                break;
            case TrainingEventKind.Stepped or TrainingEventKind.EpochEnded:
                Show(e);
                break;
            case TrainingEventKind.Ended:
                _end.TrySetResult();
                _drawing?.GetAwaiter().GetResult();
                break;
        }
    }

    private void Start()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Error),
            ColorSystem = Terminal.HasColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        var started = new TaskCompletionSource<ProgressTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        _drawing = console.Progress().AutoClear(true).HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = BarWidth }, _text)
            .StartAsync(async context =>
            {
                started.SetResult(context.AddTask("train", maxValue: 1));
                await _end.Task.ConfigureAwait(false);
            });
        _bar = started.Task.GetAwaiter().GetResult();
    }

    private void Show(in TrainingEvent e)
    {
        if (e.Kind == TrainingEventKind.EpochEnded)
        {
            _samplesBefore += e.SamplesPerEpoch;
            _losses = ProgressText.Losses(e.Record!);
        }

        var samples = e.Kind == TrainingEventKind.EpochEnded ? _samplesBefore : _samplesBefore + e.Samples;
        var share = ProgressText.ShareDone(e);
        _text.Text = $"{e.Epoch}/{e.Epochs}  {_losses}{ProgressText.Rate(samples / _clock.Elapsed.TotalSeconds)}  {ProgressText.Remaining(share, _clock.Elapsed)}";
        _bar!.Value = share;
    }

    /// <summary>The words beside the bar.</summary>
    private sealed class TextColumn : ProgressColumn
    {
        public string Text { get; set; } = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(Text) { Overflow = Overflow.Ellipsis };
    }
}
