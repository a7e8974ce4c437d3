using System.Security.Cryptography;
using System.Text.Json;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Pretrained weights and transfer in run files, and what is done with the run then.</summary>
public sealed class TransferRunTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly string _weights;

    public TransferRunTests()
    {
        // A network that knows six kinds of bars learns three others.
        ImageFixtures.WriteIdxFolder(_folder.Out("six"), train: 240, test: 30, side: 12, classes: 6);
        ImageFixtures.WriteIdxFolder(_folder.Out("three"), train: 60, test: 30, side: 12, classes: 3);
        var outcome = _folder.Run("train", _folder.Write("six.yaml", "data: {source: {idx: six}}\nmodel: {network: cnn, dropout: null}\ntraining: {epochs: 3, batch_size: 20}\n"), "--out", _folder.Out("before"));
        Assert.True(outcome.Code == 0, outcome.Error);
        _weights = _folder.Out("before/best.safetensors");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Small_trains_the_head_alone_and_the_cache_changes_no_bit()
    {
        var cached = Train("cached", "transfer: small");
        Assert.Equal("small", cached.GetProperty("transfer").GetProperty("strategy").GetString());
        Assert.Equal("as configured", cached.GetProperty("transfer").GetProperty("reason").GetString());
        Assert.Equal(128 * 3 + 3, cached.GetProperty("parameters").GetInt64());
        Assert.True(cached.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.9, cached.ToString());
        var (before, after) = (Safetensors.Read(_weights), Safetensors.Read(_folder.Out("cached/best.safetensors")));
        foreach (var (name, values) in after)
            Assert.True(Safetensors.Bytes(values).SequenceEqual(Safetensors.Bytes(before[name])) != name.StartsWith("fc2", StringComparison.Ordinal), name);

        // The head alone is drawn anew; features come from the folder the second time, and not at all the third.
        var again = _folder.Run(Arguments("again", "transfer: small"));
        Assert.Contains("drawn anew: fc2.bias, fc2.weight\n", again.Error, StringComparison.Ordinal);
        Assert.Contains("descent: transfer small (as configured): 387 of 93,", again.Error, StringComparison.Ordinal);
        Assert.Contains("they were kept by an earlier run", again.Error, StringComparison.Ordinal);
        var plain = Train("plain", "transfer: {small: {cache: off}}");
        foreach (var part in (string[])["weights_sha256", "train", "validation", "test"])
        {
            Assert.Equal(cached.GetProperty(part).GetRawText(), Json(again).GetProperty(part).GetRawText());
            Assert.Equal(cached.GetProperty(part).GetRawText(), plain.GetProperty(part).GetRawText());
        }

        // A run that was interrupted goes on from its features, too.
        Assert.Equal(0, _folder.Run(Arguments("again", "transfer: small", "--resume")).Code);

        // What comes after training takes whole images again.
        var evaluated = _folder.Run("evaluate", _folder.Out("cached"), "--mistakes", _folder.Out("sheet.png"), "--json");
        Assert.True(evaluated.Code == 0, evaluated.Error);
        using var document = JsonDocument.Parse(evaluated.Output);
        Assert.Equal(cached.GetProperty("test").GetProperty("loss").GetDouble(), document.RootElement.GetProperty("metrics").GetProperty("loss").GetDouble());
        Assert.Equal(3, document.RootElement.GetProperty("per_class").GetArrayLength());
    }

    [Fact]
    public void Medium_and_large_train_more_with_rates_by_stage_and_stages_that_thaw()
    {
        var medium = Train("medium", "transfer: medium");
        var large = Train("large", "transfer: {large: {rate_factor: 0.5, unfreeze_every: 1}}");
        Assert.True(medium.GetProperty("parameters").GetInt64() < large.GetProperty("parameters").GetInt64());
        Assert.True(large.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.9, large.ToString());
        var auto = Train("auto", "transfer: auto");
        Assert.Matches("^(small|medium)$", auto.GetProperty("transfer").GetProperty("strategy").GetString());
        Assert.Matches("^a probe on [0-9]+ samples, judged by [0-9]+ others, came to a loss of [0-9.]+ with small and [0-9.]+ with medium$", auto.GetProperty("transfer").GetProperty("reason").GetString());
        Assert.Contains("17 samples a class leave the choice between small and medium close; trying both", _folder.Run(Arguments("tried", "transfer: auto")).Error, StringComparison.Ordinal);
        Assert.Contains("the head alone learned first, for 4 epochs: validation.loss ", _folder.Run(Arguments("head", "transfer: {large: {head_epochs: 4}}")).Error, StringComparison.Ordinal);
        Assert.Contains("not kept, because data.augment changes images", _folder.Run(Arguments("augmented", "transfer: small", "--set", "data.augment=[flip]")).Error, StringComparison.Ordinal);
        var room = _folder.Run(Arguments("room", "transfer: {small: {cache_mb: 1, copies: 900}}", "--set", "data.augment=[flip]"));
        Assert.Contains("features are not kept: the features of 51 samples take 22 MB, more than the 1 MB allowed by model.transfer's cache_mb", room.Error, StringComparison.Ordinal);
        Assert.Equal(0, room.Code);
        Assert.Contains("computing the features of", _folder.Run(Arguments("copies", "transfer: {small: {copies: 2}}", "--set", "data.augment=[flip]")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_predicted_from_files_folders_and_patterns()
    {
        Assert.Equal(0, _folder.Run(Arguments("run", "transfer: small")).Code);
        var (pixels, labels) = ImageFixtures.Bars(6, 12, 12, 1, 3, seed: 9);
        Directory.CreateDirectory(_folder.Out("photos/inner"));
        for (var i = 0; i < 6; i++) PngEncoder.Write(_folder.Out(i < 4 ? $"photos/{i}.png" : $"photos/inner/{i}.png"), 12, 12, 1, pixels.AsSpan(i * 144, 144));
        var outcome = _folder.Run("predict", _folder.Out("run"), _folder.Out("photos"), "--json", "--top", "2");
        Assert.True(outcome.Code == 0, outcome.Error);
        var rows = Json(outcome).GetProperty("predictions").EnumerateArray().ToList();
        Assert.Equal(labels.Select(l => $"{l}"), rows.Select(r => r.GetProperty("class").GetString()));
        Assert.All(rows, r => Assert.Equal(2, r.GetProperty("top").GetArrayLength()));
        Assert.EndsWith("5.png", rows[5].GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(3, _folder.Run("predict", _folder.Out("run"), _folder.Out("photos/[0-1].png"), "--csv").Code);
        Assert.Equal(5, _folder.Run("predict", _folder.Out("run"), _folder.Out("photos/?.png"), "--csv").Output.TrimEnd().Split('\n').Length);
        Assert.Equal("descent: empty: there is no image in the folder; expected files that end with .jpg, .jpeg, .png, .bmp, .ppm, .pgm, .pbm, .pnm.\n",
            _folder.Run("predict", _folder.Out("run"), Directory.CreateDirectory(_folder.Out("empty")).FullName).Error);
        File.WriteAllBytes(_folder.Out("photos/0.png"), File.ReadAllBytes(_folder.Out("photos/1.png"))[..60]);
        var damaged = _folder.Run("predict", _folder.Out("run"), _folder.Out("photos/0.png"));
        Assert.Equal(3, damaged.Code);
        Assert.StartsWith("descent: photos/0.png: ", damaged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_weights_say_what_is_wrong()
    {
        var small = "transfer: small";
        AssertRefused(3, "there is no such file.", "nothere.safetensors", small);
        File.WriteAllBytes(_folder.Out("cut.safetensors"), File.ReadAllBytes(_weights)[..5000]);
        AssertRefused(3, "cut.safetensors: ", "cut.safetensors", small);
        new Sequential(new Linear(3, 2)).Save(_folder.Out("other.safetensors"));
        AssertRefused(3, "the weights do not fit Cnn: 0 of its", "other.safetensors", small);
        AssertRefused(3, "missing: conv1.weight", "other.safetensors", small);
        AssertRefused(2, "\"resnet5\" is no network with published weights, and no path", "resnet5", small);
        AssertRefused(2, "the SHA-256 of the file at the address, 64 hexadecimal digits, must be given", "{url: 'http://127.0.0.1/a.safetensors'}", small);
        AssertRefused(2, "file and url are both given", "{url: 'http://127.0.0.1/a', file: a.safetensors}", small);
        AssertRefused(2, "4 stages are to be trained besides the head, but Cnn has 3 with weights", "before/best.safetensors", "transfer: {medium: {last: 4}}");
        var nothing = _folder.Run("train", _folder.Write("none.yaml", "data: {source: {idx: three}}\nmodel: {network: cnn, transfer: small}\n"), "--out", _folder.Out("none"));
        Assert.Contains("a network is frozen that has learned nothing yet; name its weights under model.pretrained", nothing.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Out("none")));

        // A named network's weights are looked for in one folder, which the message names.
        var named = _folder.Run("train", _folder.Write("named.yaml", "data: {source: {idx: three}, prepare: [resize: 40], normalize: measured}\nmodel: {network: squeezenet1_1, pretrained: squeezenet1_1}\n"), "--out", _folder.Out("named"));
        Assert.Equal(3, named.Code);
        Assert.Contains($"the weights of squeezenet1_1 are not at {Path.Combine(CacheFolder.Weights, "squeezenet1_1.safetensors")}. Put a safetensors file with torchvision's names there", named.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_fetched_once_and_only_the_right_ones_are_used()
    {
        var bytes = File.ReadAllBytes(_weights);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        using var server = new FileServer(name => name switch
        {
            "weights.safetensors" => [FileServer.Ok(bytes)],
            "damaged.safetensors" => [FileServer.Ok([.. bytes[..^1], (byte)(bytes[^1] ^ 1)])],
            _ => [FileServer.Header("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")],
        });
        string From(string name) => $"{{url: '{server.Address}{name}', sha256: {hash}}}";

        AssertRefused(3, $"but {hash} was expected: it is another file, or damaged. It was not kept.", From("damaged.safetensors"), "transfer: small");
        AssertRefused(3, "Where there is no network, put the file at ", From("nothere.safetensors"), "transfer: small");
        var first = Train("fetched", "transfer: small", From("weights.safetensors"));
        Assert.Equal(Train("local", "transfer: small").GetProperty("weights_sha256").GetString(), first.GetProperty("weights_sha256").GetString());
        Train("kept", "transfer: small", From("weights.safetensors"));
        Assert.Equal(1, server.Asked.Count(name => name == "weights.safetensors"));

        // What was damaged since is fetched again.
        var kept = Path.Combine(CacheFolder.Weights, $"{hash}.safetensors");
        File.WriteAllBytes(kept, bytes[..^1]);
        Train("mended", "transfer: small", From("weights.safetensors"));
        Assert.Equal(2, server.Asked.Count(name => name == "weights.safetensors"));
    }

    [Fact]
    public void Weights_are_converted_to_and_fro_and_to_half_the_room()
    {
        var (npz, half, brain) = (_folder.Out("a.npz"), _folder.Out("half.safetensors"), _folder.Out("brain.safetensors"));
        Assert.Equal(0, _folder.Run("convert", _weights, npz).Code);
        Assert.Equal(0, _folder.Run("convert", npz, _folder.Out("b.safetensors")).Code);
        var (before, after) = (Safetensors.Read(_weights), Safetensors.Read(_folder.Out("b.safetensors")));
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach (var (name, values) in before) Assert.True(Safetensors.Bytes(values).SequenceEqual(Safetensors.Bytes(after[name])), name);

        Assert.Equal(0, _folder.Run("convert", _weights, half, "--floats", "float16").Code);
        Assert.Equal(0, _folder.Run("convert", _weights, brain, "--floats", "bfloat16").Code);
        Assert.InRange(new FileInfo(half).Length, 0, new FileInfo(_weights).Length * 0.55);
        foreach (var (path, precision) in ((string, int)[])[(half, 11), (brain, 8)])
        {
            foreach (var (name, values) in Safetensors.Read(path).Where(t => t.Value.Type == DType.Float32))
            {
                var right = before[name].ToArray<float>();
                var read = values.ToArray<float>();
                for (var i = 0; i < read.Length; i++)
                {
                    // To the nearest number of so many bits; below 2⁻¹⁴ those of float16 have a step of 2⁻²⁴.
                    var step = Math.Max(Math.Pow(2, Math.Floor(Math.Log2(Math.Max(Math.Abs(right[i]), 1e-30)))) * Math.Pow(2, -precision), path == half ? Math.Pow(2, -25) : 0);
                    Assert.True(Math.Abs(read[i] - right[i]) <= step, $"{name}[{i}]: {right[i]} became {read[i]}");
                }
            }
        }

        // A network takes them as it takes the others.
        Train("from-half", "transfer: small", "half.safetensors");
        Assert.Contains("is there already", _folder.Run("convert", _weights, npz).Error, StringComparison.Ordinal);
        Assert.Contains("can run code when they are read", _folder.Run("convert", "model.pth", _folder.Out("c.npz")).Error, StringComparison.Ordinal);
        Assert.Equal(2, _folder.Run("convert", _weights, _folder.Out("d.npz"), "--floats", "float17").Code);
    }

    private void AssertRefused(int code, string message, string pretrained, string transfer)
    {
        var outcome = _folder.Run(Arguments("refused", transfer, pretrained));
        Assert.Equal((code, ""), (outcome.Code, code == 0 ? outcome.Error : ""));
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Out("refused")));
    }

    private string[] Arguments(string name, string transfer, params string[] more)
    {
        var pretrained = more.Length > 0 && !more[0].StartsWith("--", StringComparison.Ordinal) ? more[0] : "before/best.safetensors";
        var file = _folder.Write($"{name}.yaml", $"name: {name}\ndata: {{source: {{idx: three}}}}\nmodel: {{network: cnn, dropout: null, pretrained: {pretrained}, {transfer}}}\ntraining: {{epochs: 6, batch_size: 8, optimizer: {{adam: {{learning_rate: 0.01}}}}, early_stopping: null}}\n");
        return ["train", file, "--out", _folder.Out(name), "--json", .. more.Where((m, i) => i > 0 || m.StartsWith("--", StringComparison.Ordinal))];
    }

    private JsonElement Train(string name, string transfer, params string[] more)
    {
        var outcome = _folder.Run(Arguments(name, transfer, more));
        Assert.True(outcome.Code == 0, outcome.Error);
        return Json(outcome);
    }

    private static JsonElement Json(CommandOutcome outcome)
    {
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.Clone();
    }
}
