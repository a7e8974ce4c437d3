using System.Text.Json;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Cheatsheet;

/// <summary>The verb: what it writes and prints, and what it refuses. It sets the thread count, which the process shares.</summary>
[Collection(ProcessSettings.Name)]
public sealed class CheatsheetVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void A_section_is_written_to_a_page_and_its_figures_are_printed()
    {
        var outcome = _folder.Run("cheatsheet", "--only", "cross-entropy", "--quick", "--seed", "3", "--threads", "1", "--json", "--out", _folder.Out("new/page"));
        Assert.True(outcome.Code == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        var section = Assert.Single(json.RootElement.GetProperty("sections").EnumerateArray());
        Assert.Equal(("cross-entropy", "training"), (section.GetProperty("id").GetString(), section.GetProperty("group").GetString()));
        Assert.Equal("descent cheatsheet --only cross-entropy --quick --seed 3", section.GetProperty("command").GetString());
        Assert.NotEmpty(section.GetProperty("figures").EnumerateObject());
        Assert.Equal((3, 1, true), (json.RootElement.GetProperty("seed").GetInt32(), json.RootElement.GetProperty("threads").GetInt32(), json.RootElement.GetProperty("quick").GetBoolean()));
        var page = new FileInfo(_folder.Out("new/page/cheatsheet.html"));
        Assert.True(page is { Exists: true, Length: > 0 });
        Assert.Contains("1/1  Loss function and cross-entropy", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--only cros-entropy", "--only cros-entropy: there is no such section; did you mean cross-entropy?")]
    [InlineData("--only ,", "--only: no section is named. There are ")]
    [InlineData("--threads 0", "--threads 0: expected 1 to 256.")]
    [InlineData("--seed -1", "--seed -1: expected a whole number of at least 0.")]
    [InlineData("--seed x", "--seed x: expected a whole number.")]
    public void What_cannot_be_run_is_refused(string line, string message)
    {
        var outcome = _folder.Run(["cheatsheet", .. line.Split(' ')]);
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith($"descent: {message}", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_refused_before_anything_runs()
    {
        var file = _folder.Write("there", "");
        var outcome = _folder.Run("cheatsheet", "--out", file);
        Assert.Equal((2, "descent: --out there: it is a file; expected the path of a folder, in which cheatsheet.html is written.\n"), (outcome.Code, outcome.Error));
        Assert.Equal(3, _folder.Run("cheatsheet", "--out", Path.Combine(file, "below")).Code);
    }

    [Fact]
    public async Task A_signal_ends_it_without_a_page_and_leaves_no_folder()
    {
        using var process = DescentProcess.Start(_folder.Path, [], "cheatsheet", "--only", "xavier", "--out", "page", "--json");
        var output = process.StandardOutput.ReadToEndAsync();
        string? line;
        do line = await process.StandardError.ReadLineAsync();
        while (line is not null && !line.Contains("training from", StringComparison.Ordinal));
        Assert.NotNull(line);
        Assert.Equal(0, DescentProcess.Signal(process.Id, DescentProcess.Terminate));
        var rest = await process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(60_000), "it did not end");
        Assert.Equal((130, ""), (process.ExitCode, await output));
        Assert.EndsWith("descent: interrupted; no page was written.\n", rest, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Out("page")));
    }

    [Fact]
    public void A_cancelled_run_ends_at_once()
    {
        using var source = new CancellationTokenSource();
        var run = new CheatsheetRun(new SheetContext(1, isQuick: true, _ => source.Cancel(), source.Token), SheetSections.All);
        Assert.Throws<OperationCanceledException>(() => run.Run((_, _, _) => Assert.Fail("a section ended")));
    }
}
