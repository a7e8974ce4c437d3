using Xunit;

namespace Descent.Tests;

/// <summary>Wrong command lines, and the files they name: what is said, and that exit codes are as documented.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "no verb is given; there are train, evaluate, predict, summary, explain, find-lr, augment, cheatsheet, compact, doctor, ablate, convert, data, dashboard.\nSee descent --help.")]
    [InlineData("trian", "unknown verb trian; did you mean train? There are train, evaluate, predict, summary, explain, find-lr, augment, cheatsheet, compact, doctor, ablate, convert, data, dashboard.\nSee descent --help.")]
    [InlineData("xyzzy a b", "unknown verb xyzzy; there are train, evaluate, predict, summary, explain, find-lr, augment, cheatsheet, compact, doctor, ablate, convert, data, dashboard.\nSee descent --help.")]
    [InlineData("train --ot x", "unknown option --ot; did you mean --out? There are --set, --out, --resume, --dashboard, --dashboard-port, --help, --json, --verbose.\nSee descent train --help.")]
    [InlineData("train --sett a=1", "unknown option --sett; did you mean --set? There are --set, --out, --resume, --dashboard, --dashboard-port, --help, --json, --verbose.\nSee descent train --help.")]
    [InlineData("train a.yaml b.yaml", "train: \"b.yaml\" is one argument too many. A value with spaces needs quotes: --set 'model.hidden=[64, 64]'.\nSee descent train --help.")]
    [InlineData("train --set", "--set needs a value: --set <key=value>.\nSee descent train --help.")]
    [InlineData("train --out", "--out needs a value: --out <folder>.\nSee descent train --help.")]
    [InlineData("train --out a --out b", "--out is given more than once; keep one.\nSee descent train --help.")]
    [InlineData("evaluate", "the argument <run-folder> is missing: The folder of a trained run, such as runs/digits.\nSee descent evaluate --help.")]
    [InlineData("predict a", "the argument <samples> is missing: A CSV file with the run's columns, or image files, folders, patterns ('photos/*.jpg').\nSee descent predict --help.")]
    [InlineData("predict a b --csv --json", "--csv and --json are given together; keep one.")]
    public void A_wrong_command_line_says_what_may_have_been_meant(string line, string message)
    {
        var outcome = _folder.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal($"descent: {message}\n", outcome.Error);
        Assert.Equal(2, outcome.Code);
    }

    [Fact]
    public void A_missing_run_file_is_an_unreadable_file()
    {
        var outcome = _folder.Run("train", _folder.Out("no.yaml"));
        Assert.Equal((3, "descent: no.yaml: there is no such file. The examples folder holds run files to start from.\n"), (outcome.Code, outcome.Error));
    }

    [Fact]
    public void A_folder_is_no_run_file()
    {
        var outcome = _folder.Run("train", _folder.Path);
        Assert.Equal(3, outcome.Code);
        Assert.Contains("this is a folder; expected a run file", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_exists_is_refused_before_anything_runs()
    {
        Directory.CreateDirectory(_folder.Out("there"));
        var outcome = _folder.Run("train", "--out", _folder.Out("there"));
        Assert.Equal((2, "descent: --out there: it exists; name a new folder, leave --out out for a fresh one under runs/, or go on with the run in it: --resume.\n"), (outcome.Code, outcome.Error));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Out("there")));
    }

    [Fact]
    public void Json_errors_are_one_document_with_every_problem()
    {
        var outcome = _folder.Run("train", "--json", "--set", "training.epochs=0", "--set", "seed=x");
        using var json = System.Text.Json.JsonDocument.Parse(outcome.Output);
        Assert.Equal(2, json.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("problems").GetArrayLength());
        Assert.Equal("the configuration has 2 problems; nothing was run or written.", json.RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("train --help")]
    [InlineData("evaluate -h")]
    [InlineData("predict --help")]
    [InlineData("summary --help")]
    [InlineData("augment --help")]
    [InlineData("doctor --help")]
    [InlineData("dashboard --help")]
    [InlineData("cheatsheet --help")]
    [InlineData("find-lr --help")]
    [InlineData("convert --help")]
    [InlineData("--version")]
    public void Help_is_on_standard_output_and_narrow_enough_to_read(string line)
    {
        var outcome = _folder.Run(line.Split(' '));
        Assert.Equal(0, outcome.Code);
        Assert.Empty(outcome.Error);
        Assert.NotEmpty(outcome.Output);
        Assert.All(outcome.Output.Split('\n'), l => Assert.InRange(l.Length, 0, 130));
    }
}
