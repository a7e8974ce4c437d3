using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Descent.Tests.Architecture;
using Descent.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests.Checkpointing;

/// <summary>Promise R1: a run that is killed at random instants, again and again, ends with the bits of one that was not.</summary>
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Far longer than a run takes on a busy machine; only a hang reaches it.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly CommandFolder _folder = new();
    private TimeSpan _training; // of the run that ended last

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_dense_network_on_the_digits() => KillAndResume("""
        name: digits
        model: {network: mlp, hidden: [64, 64], dropout: {keep: 0.7}}
        training:
          epochs: 8
          batch_size: 64
          threads: 2
          optimizer: {adamw: {learning_rate: 0.003}}
          schedule: cosine
          averaging: {ema: {decay: 0.99}}
          early_stopping: {patience: 3}
        checkpoint: {every_steps: 1, keep: 2}
        """, seed: 1);

    /// <summary>The benchmark's network, on a part of MNIST where it lies beside the repository, else on images of bars.</summary>
    [Fact]
    public void A_convolutional_network_on_images()
    {
        WriteImages(1100, 200);
        KillAndResume($$$"""
            name: cnn
            data:
              source:
                idx: {{{_folder.Out("images")}}}
              split: {validation: 0.1}
              augment: [{random_crop: {padding: 2}}]
            model: {network: cnn}
            training:
              epochs: 3
              batch_size: 128
              threads: 2
              optimizer: {adam: {learning_rate: 0.001}}
            checkpoint: {every_steps: 2, keep: 2}
            """, seed: 2);
    }

    private void KillAndResume(string configuration, int seed)
    {
        _folder.Write("run.yaml", configuration);
        var clock = Stopwatch.StartNew();
        var expected = Finish("straight");
        var duration = clock.Elapsed;
        var random = new Random(seed);
        int kills = 0, saves = 0, begun = 0, runs = 0, wanted = Soak.Cases(10, 100);
        while (kills < wanted)
        {
            var run = $"run-{++runs}";
            while (kills < wanted)
            {
                clock.Restart();
                var before = LastStep(run);
                using var process = Start(run);

                // At a uniformly random instant of the process; and every second time in a save, the first after a random instant of its training. They would be too few:
                // a short run is mostly start-up.
                var isInSave = kills % 2 == 1;
                var hasEnded = false;
                while (isInSave && !hasEnded && LastStep(run) == before) hasEnded = process.WaitForExit(1);
                if (!hasEnded) hasEnded = process.WaitForExit(random.NextDouble() * (isInSave ? _training : duration));
                while (isInSave && !hasEnded && !IsMidSave(run)) hasEnded = process.WaitForExit(0);
                if (hasEnded)
                {
                    Assert.Equal(0, process.ExitCode);
                    if (clock.Elapsed < duration) duration = clock.Elapsed; // a machine that was busy then is not now
                    break;
                }

                Assert.Equal(0, DescentProcess.Signal(process.Id, DescentProcess.Kill));
                Assert.True(process.WaitForExit(s_patience));
                kills++;
                saves += IsMidSave(run) ? 1 : 0;
                begun += LastStep(run) > 0 ? 1 : 0;
            }

            Assert.Equal(expected, Finish(run));
            Directory.Delete(_folder.Out(run), recursive: true);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills in {runs} runs of {duration.TotalSeconds:0.0} s, {saves} of them within a save, {begun} after the first update; weights, optimizer and counters of all equal those of the uninterrupted run ({expected.Split('\n')[0]})"));
        Assert.True(saves * 3 >= wanted, $"only {saves} of {wanted} kills fell into a save");
        Assert.True(begun * 3 >= wanted, $"only {begun} of {wanted} kills came after the first update");
    }

    /// <summary>Lets the run go to its end, and gives hashes of all that it comes to but for times.</summary>
    private string Finish(string run)
    {
        using var process = Start(run);
        Assert.True(process.WaitForExit(s_patience), "the run did not end");
        var error = process.StandardError.ReadToEnd();
        Assert.True(process.ExitCode == 0, error);
        using var json = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        _training = TimeSpan.FromSeconds(json.RootElement.GetProperty("seconds").GetDouble());
        var history = File.ReadAllLines(_folder.Out($"{run}/history.csv"));
        var seconds = Array.IndexOf(history[0].Split(','), "seconds");
        var figures = json.RootElement.EnumerateObject().Where(p => p.Name is not ("run" or "seconds" or "samples_per_second" or "data_wait_share" or "peak_memory_mb"));
        return string.Join('\n', [
            $"state {SmallRun.Hash(ResumePoint.Find(_folder.Out($"{run}/checkpoints")).State!)}",
            $"best {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder.Out($"{run}/best.safetensors"))))}",
            .. figures.Select(p => $"{p.Name} {p.Value.GetRawText()}"),
            .. history.Select(line => string.Join(',', line.Split(',').Where((_, column) => column != seconds)))]);
    }

    private Process Start(string run) => DescentProcess.Start(_folder.Path, [], "train", "run.yaml", "--out", run, "--resume", "--json");

    /// <summary>The step of the newest checkpoint; −1 if there is none.</summary>
    private int LastStep(string run) => Disk.Real.List(_folder.Out($"{run}/checkpoints"))
        .Select(f => CheckpointFiles.IsManifest(f, out var name, out _) ? int.Parse(name.Split("-step-")[1], CultureInfo.InvariantCulture) : -1).DefaultIfEmpty(-1).Max();

    /// <summary>Whether files lie there that no manifest has made a checkpoint.</summary>
    private bool IsMidSave(string run)
    {
        var files = Disk.Real.List(_folder.Out($"{run}/checkpoints"));
        return files.Any(f => CheckpointFiles.IsOurs(f, out var name) && !files.Contains(CheckpointFiles.Manifest(name)));
    }

    private void WriteImages(int train, int test)
    {
        var mnist = Path.Combine(DependencyTests.RepositoryRoot(), "..", "shared", "data", "mnist");
        if (!Directory.Exists(mnist))
        {
            ImageFixtures.WriteIdxFolder(_folder.Out("images"), train, test);
            return;
        }

        Directory.CreateDirectory(_folder.Out("images"));
        foreach (var (name, count) in new[] { ("train", train), ("t10k", test) })
        {
            Cut($"{name}-images-idx3-ubyte.gz", [count, 28, 28]);
            Cut($"{name}-labels-idx1-ubyte.gz", [count]);
        }

        void Cut(string file, int[] axes)
        {
            using var zip = new GZipStream(File.OpenRead(Path.Combine(mnist, file)), CompressionMode.Decompress);
            zip.ReadExactly(new byte[4 + 4 * axes.Length]);
            var bytes = new byte[axes.Aggregate(1, (a, b) => a * b)];
            zip.ReadExactly(bytes);
            File.WriteAllBytes(_folder.Out($"images/{file}"), ImageFixtures.Gzip(ImageFixtures.Idx(axes, bytes)));
        }
    }
}
