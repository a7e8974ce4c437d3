using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Large run files of little sense end quickly in problems; right ones resolve to themselves. Damaged ones are for the fuzz tests.</summary>
public sealed class YamlReadingTests
{
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
        var start = ThreadClock.Seconds;
        var problems = new Problems();
        var bytes = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{character} ", YamlReader.MaxBytes / 2)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var root = YamlReader.Read("run.yaml", new MemoryStream(bytes), problems);
        Assert.True(root is not null || problems.Count > 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 66L << 20);
        Assert.InRange(ThreadClock.Seconds - start, 0, 1);
    }

    [Fact]
    public void A_resolved_configuration_resolves_to_itself()
    {
        using var folder = new CommandFolder();
        var first = RunConfig.Load(folder.Write("a.yaml", "name: odd-name\nmodel: {layers: [linear: 32, residual: [linear: 32, {leaky_relu: {slope: 0.02}}], dropout: {drop: 0.1}, linear: 10]}\ndata: {source: {csv: {path: 'a \"b\".csv', label: \"true\", ignore: [\"x: y\", '1', \"\\t\"]}}}\ntraining: {optimizer: adamw, early_stopping: null}\n"), []).Resolved;
        var second = RunConfig.Load(folder.Write("b.yaml", first), []).Resolved;
        Assert.Equal(first, second);
    }
}
