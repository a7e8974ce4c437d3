using System.Diagnostics;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Whatever a run file holds, reading it ends quickly in a configuration or a list of problems.</summary>
public sealed class YamlFuzzTests
{
    private const string Seed = """
        # a comment
        name: "wine\t1"
        seed: 3
        data:
          source: {csv: {path: data/a.csv, label: x, ignore: [a, b, "c d"], categorical: [e]}}
          split: {validation: 0.15, test: 1.5e-1}
        model:
          layers:
            - linear: 128
            - relu
            - dropout: {keep: 0.8}
            - linear: {outputs: 3, bias: true}
          initializer: {kaiming_uniform: {gain: 1.0}}
        training:
          epochs: 60
          batch_size: 64
          loss: cross_entropy
          optimizer: {adam: {learning_rate: 0.001, weight_decay: 0}}
          early_stopping: {patience: 5, metric: 'validation.loss', relative: false}
        text: |
          block
          more
        folded: >-
          folded
        """;

    private static readonly string[] s_pieces =
        ["\t", "\0", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "? ", "|", ">", "'", "\"", "#", "---\n", "...\n", "%YAML 1.2\n", "\n", "\r\n", "  ", ",", "\\x", "é", "\U0001F600", "<<: ", "null", "~", "1e999", "-.inf", ".nan", "0x1F", "@", "`", "\uFEFF", "\u2028", "{{{{", "[[[[", "- - - "];

    [Fact]
    public void Mutated_run_files_give_problems_and_nothing_else()
    {
        var random = new Random(20260101);
        for (var round = 0; round < Soak.Cases(4000, 200_000); round++)
        {
            var text = Mutate(random);
            var clock = Stopwatch.StartNew();
            var problems = new Problems();
            var root = YamlReader.Read("run.yaml", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), problems);
            if (root is null) Assert.True(problems.Count > 0, $"Neither a document nor a problem came of:\n{text}");
            else ReadAsConfiguration(text);
            Assert.True(clock.ElapsedMilliseconds < 1000, $"Took {clock.ElapsedMilliseconds} ms:\n{text}");
        }
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    [InlineData('-')]
    [InlineData('?')]
    [InlineData('"')]
    [InlineData(':')]
    [InlineData('#')]
    [InlineData('a')]
    [InlineData(',')]
    [InlineData(' ')]
    [InlineData('\n')]
    public void A_megabyte_of_one_character_is_read_or_refused_quickly(char character)
    {
        var clock = Stopwatch.StartNew();
        var problems = new Problems();
        var bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{character} ", YamlReader.MaxBytes / 2)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var root = YamlReader.Read("run.yaml", new MemoryStream(bytes), problems);
        Assert.True(root is not null || problems.Count > 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 66L << 20);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1);
    }

    [Fact]
    public void A_resolved_configuration_resolves_to_itself()
    {
        using var folder = new CommandFolder();
        var first = RunConfig.Load(folder.Write("a.yaml", "name: odd-name\nmodel: {layers: [linear: 32, residual: [linear: 32, {leaky_relu: {slope: 0.02}}], dropout: {drop: 0.1}, linear: 10]}\ndata: {source: {csv: {path: 'a \"b\".csv', label: \"true\", ignore: [\"x: y\", '1', \"\\t\"]}}}\ntraining: {optimizer: adamw, early_stopping: null}\n"), []).Resolved;
        var second = RunConfig.Load(folder.Write("b.yaml", first), []).Resolved;
        Assert.Equal(first, second);
    }

    private static void ReadAsConfiguration(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"descent-fuzz-{Environment.ProcessId}.yaml");
        // Half of a surrogate pair, which a mutation may leave, becomes the replacement character.
        File.WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(text));
        try
        {
            RunConfig.Load(path, []);
        }
        catch (ConfigurationException e)
        {
            Assert.NotEmpty(e.Problems);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Mutate(Random random)
    {
        var text = Seed;
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 20), text.Length - at);
            var piece = s_pieces[random.Next(s_pieces.Length)];
            text = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, piece),
                2 => text.Remove(at, length).Insert(at, piece),
                3 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                _ => text[..at] + (char)random.Next(1, 0x250) + text[(at + 1)..],
            };
        }

        return text;
    }
}
