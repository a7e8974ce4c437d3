using System.Diagnostics;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>The command as a process of its own: signals, exit codes and streams as a shell sees them.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DescentProcess.Interrupt)]
    [InlineData(DescentProcess.Terminate)]
    public async Task A_signal_ends_the_run_after_its_step_with_its_state_saved(int signal)
    {
        // Far more epochs than the test waits for.
        using var process = Start("train", "--json", "--out", _folder.Out("run"), "--set", "training.epochs=1000000", "--set", "training.early_stopping=null", "--set", "model.hidden=[8]");
        Assert.StartsWith("epoch 1/1000000", await process.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, DescentProcess.Signal(process.Id, signal));
        var reading = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill();
            Assert.Fail($"Signal {signal} did not end the run. (A shell without job control has its background jobs ignore SIGINT, and what they start inherits that.)");
        }

        var output = await reading;
        Assert.Equal(130, process.ExitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("interrupted", json.RootElement.GetProperty("stop_reason").GetString());
        Assert.InRange(json.RootElement.GetProperty("epochs").GetInt32(), 1, 999_999);
        foreach (var file in new[] { "last.safetensors", "best.safetensors", "result.json", "history.csv" }) Assert.True(File.Exists(Path.Combine(_folder.Out("run"), file)), file);
        Assert.Equal(output, File.ReadAllText(Path.Combine(_folder.Out("run"), "result.json")));
    }

    [Fact]
    public async Task Streams_are_kept_apart_and_runs_get_fresh_folders()
    {
        foreach (var name in new[] { "digits", "digits-2", "digits-3" })
        {
            using var process = Start("train", "--json", "--set", "training.epochs=1", "--set", "model.hidden=[8]");
            var error = process.StandardError.ReadToEndAsync();
            using var json = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
            Assert.True(process.WaitForExit(s_patience), "The run did not end.");
            Assert.Equal(0, process.ExitCode);
            Assert.Equal($"runs/{name}", json.RootElement.GetProperty("run").GetString());
            Assert.Contains("epoch 1/1", await error, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', await error);
        }
    }

    [Fact]
    public void Errors_leave_standard_output_and_the_disk_empty()
    {
        using var process = Start("train", "--set", "training.epochs=zero");
        Assert.Empty(process.StandardOutput.ReadToEnd());
        Assert.Contains("--set training.epochs: given zero; expected a whole number, at least 1.", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.True(process.WaitForExit(s_patience), "The command did not end.");
        Assert.Equal(2, process.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private Process Start(params string[] args) => DescentProcess.Start(_folder.Path, [], args);
}
