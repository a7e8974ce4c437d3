using System.Text.Json;
using Descent.Cli;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class AblateVerbTests : IDisposable
{
    private static readonly string[] s_small = ["--set", "training.epochs=6", "--set", "model.hidden=[16]", "--set", "training.threads=1"];

    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    public void What_harms_is_to_be_taken_out_what_helps_is_kept_and_what_failed_is_counted()
    {
        // Hardly any unit is kept; the rate of plain gradient descent is the range test's; and clipping saves a rate that would overflow.
        var harmful = Rows("--set", "model.dropout={keep: 0.05}", "--only", "dropout");
        Assert.Equal("take it out", harmful["dropout"].GetProperty("advice").GetString());
        Assert.True(harmful["dropout"].GetProperty("high").GetDouble() < -0.1);

        var saved = Rows("--set", "training.optimizer={sgd: {learning_rate: 1.0e+30}}", "--set", "training.clip={global_norm: 1.0e-32}", "--only", "gradient_clipping");
        Assert.StartsWith("keep it: 3 runs without it failed", saved["gradient_clipping"].GetProperty("advice").GetString(), StringComparison.Ordinal);

        Dictionary<string, JsonElement> Rows(params string[] more)
        {
            var outcome = _folder.Run(["ablate", "--json", "--seeds", "3", .. s_small, .. more]);
            Assert.True(outcome.Code == 0, outcome.Error);
            var root = JsonDocument.Parse(outcome.Output).RootElement;
            Assert.Equal(("accuracy", "test", 3), (root.GetProperty("metric").GetString(), root.GetProperty("part").GetString(), root.GetProperty("as_it_is").GetArrayLength()));
            return root.GetProperty("techniques").EnumerateArray().ToDictionary(t => t.GetProperty("technique").GetString()!);
        }
    }

    [Fact]
    public void The_table_says_what_is_compared_and_the_page_shows_it()
    {
        var page = _folder.Out("page.html");
        var outcome = _folder.Run(["ablate", "--seeds", "2", "--only", "dropout,schedule,mixup", "--html", page, .. s_small]);
        Assert.True(outcome.Code == 0, outcome.Error);
        foreach (var text in new[] { "technique", "95 % interval", "advice", "dropout", "{keep: 0.6}", "schedule", "cosine", "mean of 2 seeds", "in 95 of 100 comparisons", "(1 of 2)" })
            Assert.Contains(text, outcome.Output + outcome.Error, StringComparison.Ordinal);
        var html = File.ReadAllText(page);
        Assert.Contains("<html", html, StringComparison.Ordinal);
        Assert.Contains("--seeds 2 --only dropout,schedule,mixup", html, StringComparison.Ordinal); // the command that computes it again
        Assert.Equal([page], Directory.GetFileSystemEntries(_folder.Path)); // a comparison leaves no runs behind
    }

    [Fact]
    public void Numbers_are_compared_by_r2_and_a_smaller_error_is_a_gain()
    {
        var file = Path.Combine(CommandFolder.Examples, "diabetes.yaml");
        var outcome = _folder.Run("ablate", file, "--json", "--seeds", "2", "--only", "schedule", "--set", "training.epochs=20", "--set", "training.threads=1");
        Assert.Equal("r2", JsonDocument.Parse(outcome.Output).RootElement.GetProperty("metric").GetString());
        outcome = _folder.Run("ablate", file, "--json", "--seeds", "2", "--only", "input_normalization", "--metric", "mae", "--part", "validation", "--set", "training.epochs=20", "--set", "training.threads=1");
        var row = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("techniques")[0];
        Assert.True(row.GetProperty("on").GetBoolean());
        Assert.True(row.GetProperty("gain").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--only dropuot", "--only dropuot: there is no such technique; did you mean dropout? There are pretrained, input_normalization, ")]
    [InlineData("--seeds 1", "--seeds 1: give 2 to 1000 (5 is usual); a single pair has no interval.")]
    [InlineData("--part train", "--part train: expected test or validation; what was trained on judges nothing.")]
    [InlineData("--part test --set data.split.test=0", "--part test: the run has no test part; set data.split.test to a fraction such as 0.15.")]
    [InlineData("--only class_weights --set training.loss=binary_cross_entropy", "training.loss: binary_cross_entropy judges two classes, but the data has 10; use cross_entropy.")]
    [InlineData("--metric f2", "--metric f2: the run has no such metric; it has loss, accuracy")]
    public void Wrong_uses_are_refused(string line, string message)
    {
        var outcome = _folder.Run(["ablate", .. s_small, .. line.Split(' ')]);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Real trainings of one configuration that differ by their seeds alone, compared in fives: called different in at most 5 % of trials. The pool is
    /// finite, and pairs drawn from it are not independent; three standard deviations of 60 independent trials are allowed for.
    /// </summary>
    [Fact]
    public void The_same_configuration_against_itself_is_rarely_called_different()
    {
        const int Pool = 60, Pairs = 5, Trials = 5000;
        var subject = new AblationSubject(null, ["training.epochs=4", "model.hidden=[16]", "training.threads=1"], CancellationToken.None);
        var pool = Enumerable.Range(1, Pool).Select(seed => AblationRun.Of(subject.With([], (ulong)seed), "test", "accuracy", CancellationToken.None)).ToArray();
        Assert.True(pool.Select(t => t.Figure).Distinct().Count() > 10, "seeds hardly change anything, so there is nothing to compare");
        var random = new Random(1);
        var technique = new AblatedTechnique("nothing", true, "", "", []);
        var different = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            random.Shuffle(pool);
            if (Ablation.Of(technique, pool[..Pairs], pool[Pairs..(2 * Pairs)], higherIsBetter: true, 1.0 / subject.CountOf("test")).Gain.IsClear) different++;
        }

        Assert.InRange((double)different / Trials, 0, 0.05 + 3 * Math.Sqrt(0.05 * 0.95 / Pool));
    }
}
