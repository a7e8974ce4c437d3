using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Descent.Dashboard;
using Xunit;

namespace Descent.Tests;

/// <summary>Runs as the dashboard shows them: finished, running, failed, damaged and hostile ones, and changes as they happen.</summary>
public sealed class ServedRunsTests
{
    private const string Configuration = "name: a\ntraining:\n  epochs: 7\n  batch_size: 64\n";
    private const string History = "epoch,train_loss,validation_loss,validation_accuracy,learning_rate,seconds\n1,2,1.5,0.5,0.1,1.25\n2,1,NaN,0.75,0.05,2.5\n";

    [Fact]
    public async Task A_trained_run_is_shown_with_all_it_left()
    {
        await using var served = await ServedRuns.Start(s =>
        {
            using var folder = new CommandFolder();
            Directory.Move(folder.Train("digits"), Path.Combine(s.Root, "digits"));
        });
        var run = await served.Run("digits");
        Assert.Equal("finished", run.GetProperty("state").GetString());
        Assert.Equal((2, 2, "all epochs done"), (run.GetProperty("epoch").GetInt32(), run.GetProperty("epochs").GetInt32(), run.GetProperty("stop_reason").GetString()));
        Assert.Equal(["loss/train", "accuracy/train", "loss/validation", "accuracy/validation", "loss/test", "accuracy/test"], run.GetProperty("metrics").EnumerateObject().Select(m => m.Name));
        Assert.False(run.TryGetProperty("error", out _));

        var id = run.GetProperty("id").GetString();
        var one = await served.Json($"/api/runs/{id}");
        Assert.Equal(File.ReadAllText(Path.Combine(served.Root, "digits", "run.yaml")), one.GetProperty("configuration").GetString());
        Assert.Equal("[16]", one.GetProperty("settings").GetProperty("model.hidden").GetString());
        Assert.Equal(2, one.GetProperty("result").GetProperty("epochs").GetInt32());
        Assert.Equal("digits", one.GetProperty("verdict").GetProperty("run").GetString());
        Assert.Contains("loss/validation", Texts(one.GetProperty("scalars")));
        Assert.Contains("weights/0.weight", Texts(one.GetProperty("histograms")));
        foreach (var tag in Texts(one.GetProperty("scalars")))
        {
            var series = (await served.Json($"/api/series?runs={id}&tag={Uri.EscapeDataString(tag)}")).GetProperty("series")[0];
            Assert.InRange(series.GetProperty("count").GetInt32(), 1, 1000);
            Assert.Equal(series.GetProperty("x").GetArrayLength(), series.GetProperty("y").GetArrayLength());
        }
    }

    [Fact]
    public async Task States_come_from_files_and_the_process()
    {
        await using var served = await ServedRuns.Start(s =>
        {
            foreach (var run in new[] { "alive", "killed", "fresh", "stale", "done", "failed", "interrupted" }) s.Write(run, "run.yaml", Configuration);
            s.Write("alive", "process.json", System.Text.Encoding.UTF8.GetString(RunProcess.Current().ToJson()));
            s.Write("killed", "process.json", System.Text.Encoding.UTF8.GetString((RunProcess.Current() with { Started = 1 }).ToJson())); // its number was given to this process since
            s.Write("alive", "history.csv", History + "3,0.5,0.25,0.87"); // the last line is being written
            s.Write("done", "result.json", """{"stop_reason": "all epochs done", "epochs": 7, "best_epoch": 5, "seconds": 3.5, "validation": {"loss": null}}""");
            s.Write("done", "best.safetensors", "weights");
            s.Write("failed", "result.json", """{"stop_reason": "the loss became NaN", "epochs": 1, "best_epoch": 0}""");
            s.Write("interrupted", "result.json", """{"stop_reason": "interrupted", "epochs": 1, "best_epoch": 1}""");
            foreach (var file in Directory.GetFiles(Path.Combine(s.Root, "stale")).Concat(Directory.GetFiles(Path.Combine(s.Root, "alive")))) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        });
        foreach (var (name, state) in new[] { ("alive", "running"), ("killed", "stopped"), ("fresh", "running"), ("stale", "stopped"), ("done", "finished"), ("failed", "failed"), ("interrupted", "interrupted") })
            Assert.Equal((name, state), (name, (await served.Run(name)).GetProperty("state").GetString()));
        var alive = await served.Run("alive");
        Assert.Equal((2, 7, 2.5), (alive.GetProperty("epoch").GetInt32(), alive.GetProperty("epochs").GetInt32(), alive.GetProperty("seconds").GetDouble()));
        Assert.Equal("""{"loss/train":1,"loss/validation":null,"accuracy/validation":0.75,"learning_rate":0.05}""", alive.GetProperty("metrics").GetRawText());
        var done = await served.Run("done");
        Assert.Equal((5, 3.5, JsonValueKind.Null), (done.GetProperty("best_epoch").GetInt32(), done.GetProperty("seconds").GetDouble(), done.GetProperty("metrics").GetProperty("loss/validation").ValueKind));
    }

    [Fact]
    public async Task A_hostile_folder_is_its_own_error_and_no_other_runs()
    {
        const string Name = "<img src=x onerror=alert(1)>";
        await using var outside = await ServedRuns.Start(s => s.Write("secret", "run.yaml", "name: secret\n"));
        await using var served = await ServedRuns.Start(s =>
        {
            s.Log("good", 1, 2, 3).Dispose();
            s.Write(Name, "run.yaml", "name: <script>alert(1)</script>\ntraining:\n  epochs: 3\n");
            s.Write("yaml", "run.yaml", "a: &x [*x, *x]\n\t{");
            s.Write("result", "result.json", "[[[[[[[");
            s.Write("list", "result.json", "[1]");
            s.Write("history", "history.csv", "epoch,loss\n1,2,3\n");
            s.Write("binary", "history.csv", "\0\u0001\u0002");
            foreach (var file in new[] { "run.yaml", "result.json", "history.csv" })
            {
                s.Write($"huge {file}", file, "");
                using var huge = File.OpenWrite(Path.Combine(s.Root, $"huge {file}", file));
                huge.SetLength(1L << 40); // sparse
            }

            s.Write("events", "run.yaml", Configuration);
            Directory.CreateDirectory(Path.Combine(s.Root, "events", "events"));
            File.WriteAllText(Path.Combine(s.Root, "events", "events", "x.tfevents.1"), "this is no event file at all, and longer than twelve bytes");
            Directory.CreateSymbolicLink(Path.Combine(s.Root, "link"), Path.Combine(outside.Root, "secret"));
            s.Write("inner", "history.csv", History);
            File.CreateSymbolicLink(Path.Combine(s.Root, "inner", "run.yaml"), Path.Combine(outside.Root, "secret", "run.yaml"));
            using var pipe = Process.Start("mkfifo", [Path.Combine(s.Root, "inner", "result.json")]);
            pipe.WaitForExit();
        });
        var list = await served.Json("/api/runs");
        var runs = list.GetProperty("runs").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!);
        Assert.DoesNotContain("link", runs.Keys);
        Assert.Contains(Name, runs.Keys);
        Assert.DoesNotContain("<img", list.GetRawText(), StringComparison.Ordinal); // as text it is escaped even in JSON
        foreach (var name in new[] { "result", "list", "history", "huge run.yaml", "huge result.json", "huge history.csv" }) Assert.False(string.IsNullOrEmpty(runs[name].GetProperty("error").GetString()), name);
        foreach (var name in new[] { "good", Name, "inner" }) Assert.False(runs[name].TryGetProperty("error", out _), name);
        foreach (var (name, run) in runs)
        {
            var one = await served.Json($"/api/runs/{run.GetProperty("id").GetString()}");
            if (name is "yaml" or "events") Assert.False(string.IsNullOrEmpty(one.GetProperty("run").GetProperty("error").GetString()), name);
            if (name == "inner") Assert.Equal(JsonValueKind.Null, one.GetProperty("configuration").ValueKind);
        }

        var good = (await served.Json($"/api/series?runs={await served.IdOf("good")},{await served.IdOf("events")}&tag=loss/batch")).GetProperty("series");
        Assert.Equal("[1,2,3]", good[0].GetProperty("y").GetRawText());
        Assert.Contains("is damaged", good[1].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_told_within_a_second_and_runs_that_go_too()
    {
        await using var served = await ServedRuns.Start(s => s.Log("a", 1).Dispose());
        using var log = served.Log("b", 1, 2);
        var (a, b) = (await served.IdOf("a"), await served.IdOf("b"));
        using var response = await served.Client.GetAsync(new Uri(served.Server.Address, $"/api/events?token={served.Server.Token.Text}"), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal(new[] { a, b }.Order(), (await Next(reader)).Order());
        for (var i = 3; i < 6; i++)
        {
            log.Scalar("loss/batch", i, i);
            log.Flush();
            var written = Stopwatch.StartNew();
            Assert.Equal([b], await Next(reader));
            Assert.InRange(written.Elapsed.TotalSeconds, 0, 10); // a hang; how fast it usually is, the benchmark says
            var y = (await served.Json($"/api/series?runs={b}&tag=loss/batch")).GetProperty("series")[0].GetProperty("y");
            Assert.Equal(i, y.GetArrayLength());
        }

        Directory.Delete(Path.Combine(served.Root, "a"), recursive: true);
        Assert.Equal([a], await Next(reader));
        using var gone = await served.Get($"/api/runs/{a}");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Theory]
    [InlineData("/api/series?tag=a", "runs is missing.")]
    [InlineData("/api/series?runs=a", "tag is missing.")]
    [InlineData("/api/series?runs=,&tag=a", "runs names 0 runs; name 1 to 200.")]
    [InlineData("/api/series?runs=a&tag=b&points=1", "points is a whole number from 2 to 4000.")]
    [InlineData("/api/series?runs=a&tag=b&from=x", "from is a whole number from 0 to 9223372036854775807.")]
    [InlineData("/api/series?runs=a&tag=b&tag=c", "tag is given 2 times; give it once.")]
    public async Task A_wrong_question_says_what_is_wrong(string path, string message)
    {
        await using var served = await ServedRuns.Start();
        using var response = await served.Get(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(message, json.RootElement.GetProperty("error").GetString());
    }

    private static IEnumerable<string> Texts(JsonElement array) => array.EnumerateArray().Select(e => e.GetString()!);

    private static async Task<string[]> Next(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            using var json = JsonDocument.Parse(line[6..]);
            return [.. json.RootElement.GetProperty("runs").EnumerateArray().Select(e => e.GetString()!)];
        }

        return [];
    }
}
