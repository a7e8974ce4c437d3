using System.Text.Json;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

[Collection(ProcessSettings.Name)]
public sealed class AugmentVerbTests : IDisposable
{
    private readonly CommandFolder _folder = new();
    private readonly int _threads = Device.Threads;

    public void Dispose()
    {
        Device.Threads = _threads;
        _folder.Dispose();
    }

    [Theory]
    [InlineData("[{flip: horizontal}, {rotation: 10}, {random_crop: {padding: 2}}]", 1e-3)]
    [InlineData("[flip, {random_crop: 2}, {noise: 20}, {erasing: {}}, {contrast: 0.5}]", 0.5)] // training does not round colours to levels, a picture does
    public void A_sample_in_an_epoch_is_what_the_loader_feeds_the_network(string augment, double rounding)
    {
        var file = Bars($"normalize: {{mean: [0], std: [1]}}\n  augment: {augment}", side: 12);
        var outcome = _folder.Run("augment", file, "--sample", "17", "--epoch", "3", "--out", _folder.Out("one.png"), "--json");
        Assert.True(outcome.Code == 0, outcome.Error);
        var picture = Decode("one.png");
        Assert.Equal((12, 12, 1), (picture.Height, picture.Width, picture.Channels));

        var config = RunConfig.Load(file, []);
        var train = config.Data.Source!.Load(config.Data, config.Seed, fitted: null).Train;
        var (fed, plain, other) = (Fed(train, 17, 3), new float[144], Fed(train, 17, 4));
        for (var i = 0; i < fed.Length; i++) Assert.InRange(Math.Abs(fed[i] * 255 - picture.Pixels[i]), 0, rounding + 1e-3);
        train.ReadInput(17, plain);
        Assert.NotEqual(plain, fed);
        Assert.NotEqual(other, fed);

        using var json = JsonDocument.Parse(outcome.Output);
        var names = json.RootElement.GetProperty("transforms").EnumerateArray().Select(t => t.GetProperty("transform").GetString()).ToList();
        Assert.Contains("random_crop", names);
        Assert.Equal(17, json.RootElement.GetProperty("sample").GetInt32());
        Assert.Equal(((Subset)train).Indices[17], json.RootElement.GetProperty("index").GetInt32());
    }

    [Fact]
    public void A_sheet_shows_each_technique_alone_and_the_pipeline_each_in_its_place()
    {
        var file = Bars("normalize: {mean: [0], std: [1]}\n  augment: [{flip: {axis: vertical, probability: 0.2}}, {random_crop: 3}, {erasing: {probability: 0}}]", side: 12);
        using var json = Sheet(file, "--samples", "5");
        var root = json.RootElement;
        Assert.Equal(["original", "flip", "random_crop", "erasing", "epoch 0", "epoch 1", "epoch 2"], root.GetProperty("columns").EnumerateArray().Select(c => c.GetString()));
        var sheet = Decode("sheet.png");
        Assert.Equal((root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32(), 3), (sheet.Width, sheet.Height, sheet.Channels));

        var config = RunConfig.Load(file, []);
        var train = config.Data.Source!.Load(config.Data, config.Seed, fitted: null).Train;
        var rows = root.GetProperty("samples").EnumerateArray().ToList();
        Assert.Equal(["0", "1", "2", "3", "0"], rows.Select(r => r.GetProperty("class").GetString())); // each class in turn
        foreach (var row in rows)
        {
            var sample = row.GetProperty("sample").GetInt32();
            var tiles = row.GetProperty("tiles").EnumerateArray().ToList();
            var original = new float[144];
            train.ReadInput(sample, original);
            var bytes = Bytes(original);
            Assert.Equal(bytes, Tile(sheet, tiles[0], side: 12));

            // Alone, a transform is applied however rarely the pipeline does.
            Assert.Equal(bytes.Chunk(12).Reverse().SelectMany(r => r), Tile(sheet, tiles[1], 12));
            Assert.Equal("vertical", tiles[1].GetProperty("transforms")[0].GetProperty("drawn").GetString());
            var moved = tiles[2].GetProperty("transforms")[0].GetProperty("drawn").GetString()!.Split(' ', ','); // right 2, down -1
            Assert.Equal(Moved(bytes, int.Parse(moved[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(moved[4], System.Globalization.CultureInfo.InvariantCulture)), Tile(sheet, tiles[2], 12));
            var erased = Tile(sheet, tiles[3], 12);
            Assert.All(Enumerable.Range(0, 144), i => Assert.True(erased[i] == bytes[i] || erased[i] == 0));
            Assert.NotEqual(bytes, erased);

            for (var epoch = 0; epoch < 3; epoch++) Assert.Equal(Bytes(Fed(train, sample, epoch)), Tile(sheet, tiles[4 + epoch], 12));

            // The numbers are those that the pipeline draws.
            Assert.Equal(tiles[2].GetProperty("transforms")[0].ToString(), tiles[4].GetProperty("transforms").EnumerateArray().Single(t => t.GetProperty("transform").GetString() == "random_crop").ToString());
        }
    }

    [Fact]
    public void Pictures_of_several_sizes_are_shown_as_they_are_prepared_and_cut()
    {
        foreach (var (name, height, width) in new[] { ("cat/1.png", 30, 50), ("cat/2.png", 400, 300), ("dog/1.png", 16, 16), ("dog/2.png", 40, 30) })
        {
            var (pixels, _) = ImageFixtures.Bars(1, height, width, 3, 1, seed: height);
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Out($"photos/{name}"))!);
            PngEncoder.Write(_folder.Out($"photos/{name}"), height, width, 3, pixels);
        }

        var file = _folder.Write("run.yaml", "data: {source: {folder: photos}, split: {validation: 0, test: 0}, prepare: [{resize: 24}, {center_crop: 20}], augment: [{random_resized_crop: 20}, {flip: horizontal}, {color_jitter: {brightness: 0.5, hue: 0.1}}, {rand_augment: {}}]}");
        using var json = Sheet(file);
        Assert.Equal(["original", "prepared", "random_resized_crop", "flip", "color_jitter", "rand_augment", "epoch 0", "epoch 1", "epoch 2"], json.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()));
        var sheet = Decode("sheet.png");
        var config = RunConfig.Load(file, []);
        var images = (ImageDataset)((Subset)config.Data.Source!.Load(config.Data, config.Seed, fitted: null).Train).Source;
        foreach (var row in json.RootElement.GetProperty("samples").EnumerateArray())
        {
            var (index, tiles) = (row.GetProperty("index").GetInt32(), row.GetProperty("tiles").EnumerateArray().ToList());
            Assert.EndsWith(".png", row.GetProperty("file").GetString(), StringComparison.Ordinal);
            var prepared = images.Pixels(index).ToArray();
            Assert.Equal(prepared, Tile(sheet, tiles[1], 20));
            var flipped = prepared.Chunk(60).SelectMany(r => r.Chunk(3).Reverse().SelectMany(p => p));
            Assert.All(flipped.Zip(Tile(sheet, tiles[3], 20)), pair => Assert.InRange(pair.First - pair.Second, -1, 1)); // drawn in one with the preparation, so halves are rounded the other way
            Assert.Equal(["brightness", "hue"], tiles[4].GetProperty("transforms").EnumerateArray().Select(t => t.GetProperty("transform").GetString()));
            var seen = new byte[1200];
            images.ReadPixels(index, 1, seen);
            Assert.Equal(seen, Tile(sheet, tiles[7], 20));
            Assert.True(tiles[0].GetProperty("width").GetInt32() <= 140 && tiles[0].GetProperty("height").GetInt32() <= 140);
        }
    }

    [Fact]
    public void Without_a_run_file_built_in_pictures_are_shown_under_the_seven_techniques()
    {
        using var json = Sheet();
        Assert.Equal(["original", "flip", "rotation", "random_resized_crop", "color_shift", "noise", "erasing", "contrast"], json.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(["windmill", "daisy", "sunflower", "digit 5"], json.RootElement.GetProperty("samples").EnumerateArray().Select(r => r.GetProperty("class").GetString()));
        var sheet = Decode("sheet.png");
        var tiles = json.RootElement.GetProperty("samples")[1].GetProperty("tiles").EnumerateArray().ToList();
        var original = Tile(sheet, tiles[0], 112);
        Assert.Equal(original.Chunk(336).SelectMany(r => r.Chunk(3).Reverse().SelectMany(p => p)), Tile(sheet, tiles[1], 112));
        Assert.Equal(8, tiles.Select(t => Convert.ToHexString(Tile(sheet, t, 112))).Distinct().Count());
        var text = _folder.Run("augment", "--samples", "2", "--out", _folder.Out("two.png"));
        Assert.StartsWith("two.png: 2 of 4 samples, 7 transforms by themselves; 1252 × ", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vertical_flip_of_digits_is_found_to_change_what_they_mean()
    {
        WriteDigits();
        var file = _folder.Write("run.yaml", """
            data: {source: {idx: {train_images: digits.idx, train_labels: labels.idx}}, split: {validation: 0.3, test: 0}}
            model: {network: mlp, hidden: [48]}
            training: {epochs: 15, batch_size: 32}
            """);
        var run = _folder.Out("digits");
        var trained = _folder.Run("train", file, "--out", run);
        Assert.True(trained.Code == 0, trained.Error);

        string[] settings = ["--set", "data.augment=[{flip: vertical}, {rotation: 5}, {noise: 5}]"];
        using var json = Sheet([run, .. settings]);
        var predictions = json.RootElement.GetProperty("predictions");
        Assert.Equal("validation", predictions.GetProperty("part").GetString());
        Assert.True(predictions.GetProperty("judged").GetInt32() > 450);
        var changed = predictions.GetProperty("changed").EnumerateArray().ToDictionary(c => c.GetProperty("transform").GetString()!, c => c.GetProperty("classes"));
        Assert.Equal(["flip vertical", "rotation", "noise", "all together"], changed.Keys);
        foreach (var digit in new[] { "6", "9" })
            foreach (var symmetric in new[] { "0", "8" })
                Assert.True(changed["flip vertical"].GetProperty(digit).GetDouble() > changed["flip vertical"].GetProperty(symmetric).GetDouble() + 0.4, changed["flip vertical"].ToString());
        foreach (var digit in "0123456789") Assert.InRange(changed["noise"].GetProperty($"{digit}").GetDouble(), 0, 0.1);
        var warnings = json.RootElement.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!).ToList();
        var flip = Assert.Single(warnings, w => w.StartsWith("flip vertical: ", StringComparison.Ordinal));
        Assert.Contains("6 (", flip, StringComparison.Ordinal);
        Assert.Contains("9 (", flip, StringComparison.Ordinal);
        Assert.DoesNotContain("0 (", flip.Split(" classes: ")[1], StringComparison.Ordinal);
        Assert.DoesNotContain(warnings, w => w.StartsWith("noise", StringComparison.Ordinal));

        var text = _folder.Run(["augment", run, "--out", _folder.Out("sheet.png"), .. settings]);
        Assert.Contains("How often each changes what the network rightly sees, on images of the validation part that it sees rightly as they are:\n", text.Output, StringComparison.Ordinal);
        Assert.Contains("\n(images)  ", text.Output, StringComparison.Ordinal);
        Assert.Contains("\nall together  ", text.Output, StringComparison.Ordinal);
        Assert.Contains("warning: flip vertical: most of the predictions that were correct change, for ", text.Error, StringComparison.Ordinal);
        Assert.Contains("The network takes such an image more often for another class than for its own. It was not trained with this, so look at the sheet", text.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_augments_nothing_is_told_so_and_shows_the_originals()
    {
        var file = Bars("normalize: measured", side: 12);
        var outcome = _folder.Run("augment", file, "--out", _folder.Out("sheet.png"));
        Assert.Equal(0, outcome.Code);
        Assert.Contains("data.augment lists no transforms, so training sees every image as it is;", outcome.Output, StringComparison.Ordinal);
        using var json = Sheet(file);
        Assert.Equal("original", Assert.Single(json.RootElement.GetProperty("columns").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("predictions").ValueKind);
    }

    [Theory]
    [InlineData(2, "--sample 400: run.yaml has 340 samples to train on; expected 0 to 339.", "--sample", "400")]
    [InlineData(2, "--sample -1: run.yaml has 340 samples to train on; expected 0 to 339.", "--sample", "-1")]
    [InlineData(2, "--epoch -3: epochs are counted from 0.", "--sample", "1", "--epoch", "-3")]
    [InlineData(2, "--epoch 3 is given without --sample;", "--epoch", "3")]
    [InlineData(2, "--sample and --samples are given together;", "--sample", "3", "--samples", "4")]
    [InlineData(2, "--samples 0: expected 1 to 100.", "--samples", "0")]
    [InlineData(2, "--samples many: expected a whole number.\nSee descent augment --help.", "--samples", "many")]
    [InlineData(2, "--out \"sheet.jpg\": pictures are written as PNG; expected the path of a file that ends in .png.", "--out", "sheet.jpg")]
    [InlineData(3, "--out none/sheet.png: there is no folder ", "--out", "none/sheet.png")]
    [InlineData(3, "/proc/sheet.png: the picture cannot be written: ", "--out", "/proc/sheet.png")]
    [InlineData(3, "none-images", "--set", "data.source.idx=none-images")]
    public void What_is_wrong_is_said(int code, string message, params string[] arguments)
    {
        var file = Bars("augment: [flip]", side: 8);
        string[] places = arguments.Contains("--out") ? [] : ["--out", _folder.Out("sheet.png")];
        var outcome = _folder.Run(["augment", file, .. arguments, .. places]);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Equal(code, outcome.Code);
        Assert.False(File.Exists(_folder.Out("sheet.png")));
    }

    [Fact]
    public void A_source_without_images_is_refused()
    {
        var outcome = _folder.Run("augment", _folder.Write("table.yaml", "data: {source: digits}"), "--out", _folder.Out("sheet.png"));
        Assert.Equal(2, outcome.Code);
        Assert.Equal("descent: augment: the source of table.yaml has no images to augment (the built-in digits are a table of 64 numbers each); expected a source of images, such as folder or idx. Without a run file, built-in pictures are shown.\n", outcome.Error);
    }

    [Fact]
    public void A_picture_that_is_there_is_replaced_and_every_letter_can_be_drawn()
    {
        File.WriteAllText(_folder.Out("sheet.png"), "old");
        Assert.Equal(0, _folder.Run("augment", "--samples", "1", "--out", _folder.Out("sheet.png")).Code);
        Assert.Equal(3, Decode("sheet.png").Channels);
        Assert.All(Enumerable.Range(32, 95), letter => Assert.True(BitmapFont.Has((char)letter), $"{(char)letter}"));
        Assert.All("°×σ−…±", letter => Assert.True(BitmapFont.Has(letter), $"{letter}"));
        Assert.Equal(["one two", "three", "fourfive", "six…"], BitmapFont.Wrap("one two three fourfivesix seven", 8, 4));
    }

    /// <summary>A run file on 400 images of bars.</summary>
    private string Bars(string keys, int side)
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 400, test: 60, side, classes: 4);
        return _folder.Write("run.yaml", $"data:\n  source: {{idx: bars}}\n  split: {{validation: 0.15}}\n  {keys}\nmodel: {{network: mlp, hidden: [8]}}");
    }

    /// <summary>The library's digits as IDX files.</summary>
    private void WriteDigits()
    {
        var digits = Digits.Load();
        var (pixels, labels, ink) = (new byte[digits.Count * 64], new byte[digits.Count], new float[64]);
        for (var i = 0; i < digits.Count; i++)
        {
            digits.ReadInput(i, ink);
            for (var k = 0; k < 64; k++) pixels[i * 64 + k] = (byte)MathF.Round(ink[k] * 255);
            labels[i] = (byte)digits.ReadClass(i);
        }

        File.WriteAllBytes(_folder.Out("digits.idx"), ImageFixtures.Idx([digits.Count, 8, 8], pixels));
        File.WriteAllBytes(_folder.Out("labels.idx"), ImageFixtures.Idx([digits.Count], labels));
    }

    private JsonDocument Sheet(params string[] arguments)
    {
        var outcome = _folder.Run(["augment", .. arguments, "--out", _folder.Out("sheet.png"), "--json"]);
        Assert.True(outcome.Code == 0, outcome.Error);
        return JsonDocument.Parse(outcome.Output);
    }

    private DecodedImage Decode(string name) => new PngDecoder().Decode(name, File.ReadAllBytes(_folder.Out(name)));

    /// <summary>What a loader puts into a batch of the epoch for a sample.</summary>
    private static float[] Fed(Dataset train, int sample, int epoch)
    {
        using var loader = new DataLoader(train, 32, seed: 5);
        foreach (var batch in loader.Epoch(epoch))
        {
            var at = batch.Indices.IndexOf(sample);
            if (at < 0) continue;
            var size = train.InputShape.Size;
            return batch.Inputs.ToArray<float>().AsSpan(at * size, size).ToArray();
        }

        throw new InvalidOperationException($"sample {sample} is in no batch");
    }

    private static byte[] Bytes(float[] shares) => [.. shares.Select(v => (byte)MathF.Round(v * 255))];

    /// <summary>The image seen through a window moved right and down, 0 beyond its edges.</summary>
    private static byte[] Moved(byte[] image, int right, int down) =>
        [.. Enumerable.Range(0, 144).Select(i => (Y: i / 12 + down, X: i % 12 + right)).Select(p => p.Y is >= 0 and < 12 && p.X is >= 0 and < 12 ? image[p.Y * 12 + p.X] : (byte)0)];

    /// <summary>Reads the pixels of a tile back from the sheet: each became a square of one colour. A grey image has one channel again.</summary>
    private static byte[] Tile(DecodedImage sheet, JsonElement tile, int side)
    {
        int x = tile.GetProperty("x").GetInt32(), y = tile.GetProperty("y").GetInt32(), width = tile.GetProperty("width").GetInt32();
        Assert.Equal((0, width), (width % side, tile.GetProperty("height").GetInt32()));
        var square = width / side;
        var pixels = new List<byte>();
        for (var row = 0; row < side * square; row++)
        {
            for (var column = 0; column < side * square; column++)
            {
                var pixel = Pixel(column, row);
                Assert.True(pixel.SequenceEqual(Pixel(column / square * square, row / square * square)));
                if (row % square == 0 && column % square == 0) pixels.AddRange(pixel);
            }
        }

        var isGrey = pixels.Chunk(3).All(p => p[0] == p[1] && p[1] == p[2]);
        return isGrey ? [.. pixels.Chunk(3).Select(p => p[0])] : [.. pixels];

        ReadOnlySpan<byte> Pixel(int column, int row) => sheet.Pixels.AsSpan(((y + row) * sheet.Width + x + column) * 3, 3);
    }
}
