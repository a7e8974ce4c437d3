using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Checkpointing;

/// <summary>Promise R10: the same seed gives the same bits at every step, for any number of threads and however the runtime compiles.</summary>
public sealed class SameBitsTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_dense_network() => AssertSame("""
        model: {network: mlp, hidden: [300, 200], dropout: {keep: 0.8}}
        training: {epochs: 1, batch_size: 100, optimizer: {nadam: {learning_rate: 0.002}}, regularization: {elastic_net: {lambda: 1.0e-4}}, clip: {global_norm: 1}}
        """);

    [Fact]
    public void A_convolutional_network()
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("images"), 600, 100);
        AssertSame($"data: {{source: {{idx: {_folder.Out("images")}}}, split: {{validation: 0.2}}, augment: [{{random_crop: {{padding: 2}}}}]}}\n" + """
            model: {network: cnn}
            training: {epochs: 1, batch_size: 50, optimizer: {momentum: {learning_rate: 0.01}}, accumulate: 2}
            """);
    }

    private void AssertSame(string configuration)
    {
        _folder.Write("run.yaml", configuration);
        Dictionary<string, string>? first = null;
        (string Name, string Value)[] ways =
            [("DESCENT_THREADS", "1"), ("DESCENT_THREADS", "2"), ("DESCENT_THREADS", "3"), ("DESCENT_THREADS", "7"), ("DOTNET_TieredCompilation", "0"), ("DOTNET_TieredPGO", "0"), ("DOTNET_ReadyToRun", "0")];
        foreach (var way in ways)
        {
            var run = $"{way.Name}-{way.Value}";
            using var process = DescentProcess.Start(_folder.Path, [way], "train", "run.yaml", "--out", run, "--set", "checkpoint={every_steps: 1, keep: 1000, waits: true}");
            var error = process.StandardError.ReadToEndAsync();
            Assert.True(process.WaitForExit(s_patience), $"{run}: the run did not end");
            Assert.True(process.ExitCode == 0, error.Result);
            var chain = SmallRun.Chain(_folder.Out($"{run}/checkpoints"));
            first ??= chain;
            Assert.True(chain.Count > 5, $"{run}: only {chain.Count} states");
            Assert.Equal(first.Keys, chain.Keys);
            foreach (var (place, hash) in first) Assert.True(hash == chain[place], $"{run}: the state at {place} differs");
        }
    }
}
