using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Runs on images, from the run file to the folder.</summary>
public sealed class ImageRunTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_on_IDX_files_learns_normalizes_augments_and_can_be_evaluated_and_repeated()
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 400, test: 60, side: 12, classes: 4);
        var file = _folder.Write("run.yaml", """
            data:
              source: {idx: bars}
              split: {validation: 0.1}
              augment: [{random_crop: {padding: 1}}, flip]
            model: {network: mlp, hidden: [32]}
            training: {epochs: 8, batch_size: 20}
            """);
        var result = Train(file, "one");
        Assert.True(result.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.95, result.ToString());
        var resolved = File.ReadAllText(_folder.Out("one/run.yaml"));
        Assert.Contains("normalize: measured", resolved, StringComparison.Ordinal);
        Assert.Contains("augment: [{random_crop: {padding: 1, fill: 0}}, {flip: {axis: horizontal, probability: 0.5}}]", resolved, StringComparison.Ordinal);
        Assert.Equal(Hash(result), Hash(Train(_folder.Out("one/run.yaml"), "two")));
        Assert.NotEqual(Hash(result), Hash(Train(file, "plain", "--set", "data.augment=[]")));

        var evaluated = _folder.Run("evaluate", _folder.Out("one"), "--json");
        using var document = JsonDocument.Parse(evaluated.Output);
        Assert.Equal(60, document.RootElement.GetProperty("samples").GetInt32());
        Assert.Equal(result.GetProperty("test").GetProperty("loss").GetDouble(), document.RootElement.GetProperty("metrics").GetProperty("loss").GetDouble());
        Assert.Equal("descent: x.csv: there is no such file or folder.\n", _folder.Run("predict", _folder.Out("one"), "x.csv").Error);
    }

    [Fact]
    public void A_run_on_NumPys_arrays_takes_the_parts_of_an_archive_or_single_files()
    {
        var (train, labels) = ImageFixtures.Bars(200, 8, 8, 1, 4, seed: 1);
        var (test, answers) = ImageFixtures.Bars(20, 8, 8, 1, 4, seed: 2);
        KeyValuePair<string, Tensor>[] arrays =
        [
            new("x_train", Tensor.From(train, [200, 8, 8])), new("y_train", Tensor.From(labels, [200])),
            new("x_test", Tensor.From(test, [20, 8, 8, 1])), new("y_test", Tensor.From(Array.ConvertAll(answers, a => (int)a), [20, 1])),
        ];
        Npz.Write(_folder.Out("bars.npz"), arrays, compress: true);
        foreach (var (name, tensor) in arrays) Npy.Write(_folder.Out($"{name}.npy"), tensor, widen: true);
        const string Rest = "\nmodel: {network: mlp, hidden: [16]}\ntraining: {epochs: 10, batch_size: 20}";
        var archive = Train(_folder.Write("a.yaml", "data: {source: {npy: bars.npz}, split: {validation: 0.1}}" + Rest), "archive");
        var files = Train(_folder.Write("b.yaml", "data: {source: {npy: {inputs: x_train.npy, targets: y_train.npy, test_inputs: x_test.npy, test_targets: y_test.npy}}, split: {validation: 0.1}}" + Rest), "files");
        Assert.True(archive.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.95, archive.ToString());
        Assert.Equal(Hash(archive), Hash(files));

        Npy.Write(_folder.Out("y_train.npy"), Tensor.From(new[] { 0, -1 }));
        Assert.EndsWith("y_train.npy: it has 2 labels, but " + _folder.Out("x_train.npy") + " has 200 images; the two do not belong together.", Assert.Throws<DataException>(() => NumpyImages.Load(_folder.Out("x_train.npy"), _folder.Out("y_train.npy"))).Message, StringComparison.Ordinal);
        Npy.Write(_folder.Out("x_train.npy"), Tensor.Zeros([2, 8, 8], DType.UInt8));
        Assert.EndsWith("y_train.npy: image 1 has label -1; labels are 0 … 2.", Assert.Throws<DataException>(() => NumpyImages.Load(_folder.Out("x_train.npy"), _folder.Out("y_train.npy"))).Message, StringComparison.Ordinal);
        Npy.Write(_folder.Out("x_train.npy"), Tensor.Zeros([2, 8, 8]));
        Assert.EndsWith("x_train.npy: its array is Float32 [2, 8, 8]; expected bytes (uint8) [count, height, width], or [count, height, width, channels] with 1 or 3 channels.", Assert.Throws<DataFormatException>(() => NumpyImages.Load(_folder.Out("x_train.npy"), _folder.Out("y_train.npy"))).Message, StringComparison.Ordinal);
        Npz.Write(_folder.Out("bars.npz"), arrays[2..]);
        Assert.Contains("bars.npz: it has no x_train; it has x_test, y_test.", Assert.Throws<DataException>(() => NumpyImages.LoadArchive(_folder.Out("bars.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_images_of_a_folder_are_those_of_each_class_in_turn()
    {
        foreach (var name in (string[])["ant", "bee", "cat"])
        {
            Directory.CreateDirectory(_folder.Out($"train/{name}"));
            for (var i = 0; i < 6; i++) File.WriteAllBytes(_folder.Out($"train/{name}/{i}.jpg"), ImageFixtures.Jpeg());
        }

        var run = _folder.Write("run.yaml", "data: {source: {folder: .}, first: 7, split: {validation: 0, test: 0}}");
        using var document = JsonDocument.Parse(_folder.Run("data", run, "--json").Output);
        var classes = document.RootElement.GetProperty("parts").GetProperty("train").GetProperty("classes");
        Assert.Equal([3, 2, 2], classes.EnumerateObject().Select(c => c.Value.GetInt32()));
    }

    [Fact]
    public void A_run_on_folders_takes_their_parts_and_names()
    {
        foreach (var name in new[] { "train/cat/1.jpg", "train/cat/2.jpg", "train/dog/1.jpg", "train/dog/2.jpg", "val/cat/1.jpg", "test/dog/1.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Out(name))!);
            File.WriteAllBytes(_folder.Out(name), ImageFixtures.Jpeg(name.Contains("cat", StringComparison.Ordinal) ? "color 4:2:0" : "color 4:4:4"));
        }

        var file = _folder.Write("run.yaml", "data: {source: {folder: .}, normalize: {mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}}\ntraining: {epochs: 2, batch_size: 2}");
        var result = Train(file, "one");
        Assert.NotEqual(JsonValueKind.Null, result.GetProperty("validation").ValueKind);
        var encoding = ImageEncoding.FromJson(File.ReadAllText(_folder.Out("one/preprocessing.json")));
        Assert.Equal(["cat", "dog"], encoding.Classes);
        Assert.Equal([0.5, 0.5, 0.5], encoding.Mean);
        Assert.Contains("samples\": 1,", _folder.Run("evaluate", _folder.Out("one"), "--json").Output, StringComparison.Ordinal);

        Directory.Delete(_folder.Out("test"), recursive: true);
        Directory.CreateDirectory(_folder.Out("train/bird"));
        File.WriteAllBytes(_folder.Out("train/bird/1.jpg"), ImageFixtures.Jpeg());
        var changed = _folder.Run("evaluate", _folder.Out("one"), "--data", "validation");
        Assert.Equal(3, changed.Code);
        Assert.Contains("the images are no longer those the run was trained on. ImageEncoding: it is for images [13, 18, 3] of 2 classes (cat, dog); these are [13, 18, 3] of 3 (bird, cat, dog).", changed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: {source: {idx: bars}, split: {test: 0.2}}", "1:43: data.split.test: the source brings its own test part; leave test out, or 0.")]
    [InlineData("data: {source: {idx: {}}}", "1:22: data.source.idx: the key path is missing; expected the path of a folder with train-images-idx3-ubyte(.gz) and the three other files, or train_images and train_labels.")]
    [InlineData("data: {source: {idx: {path: a, train_images: b, train_labels: c}}}", "1:22: data.source.idx: path and single files are given together; keep path, or train_images and train_labels.")]
    [InlineData("data: {source: {idx: {train_images: b, train_labels: c, test_images: d}}}", "1:22: data.source.idx: test_images and test_labels belong together; expected the paths of both files, or of neither.")]
    [InlineData("data: {source: {npy: {inputs: a.npy}}}", "1:22: data.source.npy: inputs and targets belong together; expected the paths of both .npy files.")]
    [InlineData("data: {source: {npy: {}}}", "1:22: data.source.npy: the key path is missing; expected the path of an .npz file with x_train and y_train, or inputs and targets.")]
    [InlineData("data: {source: {cifar100: {coarse: true}}}", "1:27: data.source.cifar100: the key path is missing; expected the path of the folder with train.bin and test.bin.")]
    [InlineData("data: {source: {folder: {}}}", "1:25: data.source.folder: the key path is missing; expected the path of a folder with train/<class>/*.jpg, or <class>/*.jpg.")]
    [InlineData("data: {source: digits, augment: [flip]}", "1:33: data.augment: the source has no images to augment; expected one of the sources idx, folder, cifar10, cifar100, npy, and csv with image or path_column.")]
    [InlineData("data: {source: digits, normalize: measured}", "1:35: data.normalize: the source has no images; numbers of a table are standardized by the source's own key.")]
    [InlineData("data: {source: {idx: bars}, normalize: 3}", "1:40: data.normalize: given 3; expected measured, or {mean: [0.5], std: [0.25]} with a number a channel, where pixels count from 0 to 1.")]
    [InlineData("data: {source: {idx: bars}, normalize: {mean: [0.5], std: [0]}}", "1:60: data.normalize.std.0: 0 is not possible; expected a number above 0.")]
    [InlineData("data: {source: {idx: bars}, augment: [{flip: sideways}]}", "1:46: data.augment.0.flip: sideways is unknown; there are horizontal, vertical.")]
    [InlineData("data: {source: {idx: bars}, augment: [random_crop]}", "1:39: data.augment.0.random_crop: the key padding is missing; expected the pixels on each side, such as padding: 4, or size.")]
    [InlineData("data: {source: {idx: bars}, augment: [{rotate: 3}]}", "1:40: data.augment.0: unknown transform rotate; did you mean rotation? There are flip, ")]
    [InlineData("model: {layers: [conv: {channels: 3}]}", "1:24: model.layers.0.conv: the key kernel is missing; expected the size of the filters, such as kernel: 3 or kernel: [3, 5].")]
    [InlineData("model: {layers: [conv: {channels: 3, kernel: [1, 2, 3]}]}", "1:46: model.layers.0.conv.kernel: given 3 numbers; expected one, or two: [height, width].")]
    [InlineData("model: {layers: [max_pool]}", "1:18: model.layers.0.max_pool: the key kernel is missing; expected the size of the windows, such as kernel: 2 or kernel: [2, 3].")]
    [InlineData("model: {layers: [max_pool: 0]}", "1:28: model.layers.0.max_pool: 0 is not possible; expected a whole number, at least 1 and at most 65536.")]
    [InlineData("model: {layers: [avg_pool: {kernel: 2, dilation: 2}]}", "1:40: model.layers.0.avg_pool.dilation: unknown key;")]
    [InlineData("model: {layers: [upsample: {factor: 2, align_corners: true}]}", "1:55: model.layers.0.upsample.align_corners: has no meaning for the nearest pixel; leave it out, or give mode: bilinear.")]
    [InlineData("model: {layers: [upsample: {factor: 2, size: 3}]}", "1:28: model.layers.0.upsample: factor and size are given together; keep one.")]
    [InlineData("model: {layers: [upsample: {mode: bilinear}]}", "1:28: model.layers.0.upsample: the key factor is missing; expected factor: 2, what height and width are multiplied by, or size: [height, width].")]
    [InlineData("model: {layers: [conv_transpose: {channels: 3, kernel: 3, stride: 2, output_padding: 2}]}", "1:86: model.layers.0.conv_transpose.output_padding: 2 is not possible; expected less than the stride, 2, or the dilation, 1.")]
    public void What_is_wrong_in_a_run_file_is_said(string yaml, string problem)
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", yaml));
        Assert.Equal(2, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model: {layers: [flatten, conv: {channels: 3, kernel: 3}]}", "model.layers.1.conv: conv takes images [height, width, channels], but a sample arrives as [144]; use a source of images (idx, folder, cifar10, cifar100, npy, and csv with image or path_column), and flatten only after such layers.")]
    [InlineData("model: {layers: [conv: {channels: 3, kernel: 13}]}", "model.layers.0.conv: Conv2d: ")]
    [InlineData("model: {layers: [conv: {channels: 3, kernel: 3, groups: 2}]}", "model.layers.0.conv: 1 channels arrive and 3 leave, which cannot be split into 2 groups; both must be multiples of it.")]
    [InlineData("model: {layers: [conv: {channels: 1000000, kernel: 65536}]}", "model.layers.0.conv: a convolution of 4294967296 inputs and 1000000 outputs has weights of ")]
    [InlineData("model: {layers: [conv: {channels: 3, kernel: 3}]}", "model.layers: a sample leaves the last layer as [10, 10, 3], but the data needs [4] (one a class: 0, 1, 2, 3); end the list with linear: 4.")]
    [InlineData("model: {layers: [max_pool: 13]}", "model.layers.0.max_pool: MaxPool2d: a window reaches over 13 of the height, but input [1, 12, 12, 1] has 12; give a smaller window or more padding.")]
    [InlineData("model: {layers: [flatten, avg_pool: 2]}", "model.layers.1.avg_pool: avg_pool takes images [height, width, channels], but a sample arrives as [144];")]
    [InlineData("model: {layers: [flatten, global_avg_pool]}", "model.layers.1.global_avg_pool: GlobalAvgPool: input [1, 144] has 2 axes; it takes images [N, H, W, C] or lines [N, L, C]: channels are last.")]
    [InlineData("model: {layers: [upsample: {size: [65536, 65536]}]}", "model.layers.0.upsample: a sample would leave it as 4.295e+9 numbers, from [12, 12, 1]; a layer gives at most 268,435,456 a sample. Choose smaller sizes.")]
    [InlineData("model: {layers: [upsample: 0.01]}", "model.layers.0.upsample: Upsample: axis 1 of input [1, 12, 12, 1] times 0.01 gives 0 pixels; choose a factor that leaves at least one.")]
    [InlineData("model: {layers: [conv1d: {channels: 3, kernel: 3}]}", "model.layers.0.conv1d: conv1d takes lines [length, channels], but a sample arrives as [12, 12, 1]; over images, use conv.")]
    [InlineData("model: {layers: [conv_transpose: {channels: 1048576, kernel: 2, stride: 65536}]}", "model.layers.0.conv_transpose: a sample would leave it as ")]
    [InlineData("model: {layers: [conv_transpose: {channels: 3, kernel: 2, padding: 20}]}", "model.layers.0.conv_transpose: ConvTranspose2d: the padding 20 cuts off all that input [1, 12, 12, 1] with the kernel 2 gives.")]
    public void Layers_that_do_not_fit_an_image_are_said(string model, string problem)
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 20, test: 8, side: 12, classes: 4);
        var outcome = _folder.Run("train", _folder.Write("run.yaml", $"data: {{source: {{idx: bars}}}}\n{model}"));
        Assert.Equal(2, outcome.Code);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_convolutions_has_its_shapes_inferred_and_learns()
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 200, test: 40, side: 12, classes: 4);
        var file = _folder.Write("run.yaml", """
            data: {source: {idx: bars}, split: {validation: 0}}
            model:
              layers:
                - conv: {channels: 6, kernel: [3, 5], padding: same}
                - relu
                - conv: {channels: 8, kernel: 3, stride: 2, padding: 1, bias: false}
                - relu
                - flatten
                - linear: 4
            training: {epochs: 5, batch_size: 20}
            """);
        var result = Train(file, "one");
        Assert.True(result.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.95, result.ToString());
        Assert.Equal(6 * 15 + 6 + 6 * 8 * 9 + 8 * 36 * 4 + 4, result.GetProperty("parameters").GetInt64());
        Assert.Equal(Hash(result), Hash(Train(_folder.Out("one/run.yaml"), "two")));
    }

    [Fact]
    public void Pooling_enlarging_and_transposed_convolutions_have_their_shapes_inferred_and_learn()
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 200, test: 40, side: 12, classes: 4);
        var file = _folder.Write("run.yaml", """
            data: {source: {idx: bars}, split: {validation: 0}}
            model:
              layers:
                - upsample: {factor: 1.5, mode: bilinear}
                - conv: {channels: 6, kernel: 3, padding: same}
                - relu
                - max_pool: {kernel: 3, stride: 2, padding: 1}
                - conv_transpose: {channels: 4, kernel: 3, stride: 2, padding: 1, output_padding: [1, 0]}
                - relu
                - avg_pool: [2, 3]
                - max_pool: {kernel: 2, ceil: true}
                - adaptive_avg_pool: {size: [4, 3]}
                - residual: [conv: {channels: 4, kernel: 1}, relu, upsample: {size: [4, 3]}]
                - flatten
                - linear: 4
            training: {epochs: 12, batch_size: 20}
            """);
        var result = Train(file, "one");
        Assert.True(result.GetProperty("test").GetProperty("accuracy").GetDouble() > 0.9, result.ToString());
        Assert.Equal(6 * 9 + 6 + 6 * 4 * 9 + 4 + 4 * 4 + 4 + 4 * 12 * 4 + 4, result.GetProperty("parameters").GetInt64());
        Assert.Equal(Hash(result), Hash(Train(_folder.Out("one/run.yaml"), "two", "--set", "training.threads=7")));
        Assert.Equal(0, _folder.Run("summary", _folder.Write("global.yaml", "data: {source: {idx: bars}}\nmodel: {layers: [conv: {channels: 4, kernel: 3}, global_avg_pool]}")).Code);
    }

    [Theory]
    [InlineData("resnet20", 272_186)] // grey in place of colour: 2·9·16 weights less
    [InlineData("lenet5", 61_706)]
    [InlineData("cnn", 421_834)]
    [InlineData("resnet18", 11_175_370)]
    [InlineData("squeezenet1_1", 726_474)] // grey, and ten classes
    public void Networks_by_name_fit_the_images_and_are_summarized(string network, long parameters)
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 20, test: 10);
        var file = _folder.Write("run.yaml", $"data: {{source: {{idx: bars}}}}\nmodel: {{network: {network}}}");
        using var document = JsonDocument.Parse(_folder.Run("summary", file, "--json").Output);
        Assert.Equal(parameters, document.RootElement.GetProperty("trainable").GetInt64());
        Assert.Equal(3, _folder.Run("summary", file, "--set", "data.source.idx=none").Code);
        Assert.Equal(
            "descent: model.network: alexnet takes images of 63 × 63 pixels at least, but a sample arrives as [28, 28, 1]; make them larger with data.prepare: [resize: …], or choose another network.\n",
            _folder.Run("summary", file, "--set", "model.network=alexnet").Error);
        Assert.Contains($"model.network: {network} takes images [height, width, channels], but a sample arrives as [64]", _folder.Run("summary", file, "--set", "data.source=digits").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mnist", "data.source.idx=bars", 421_834)]
    [InlineData("fashion_mnist", "data.source.idx.path=bars", 289_130)]
    [InlineData("cifar_resnet20", "data.source.folder=photos", 271_954)] // two classes in place of ten
    public void Each_example_runs_on_a_small_set_of_its_kind(string example, string source, long parameters)
    {
        ImageFixtures.WriteIdxFolder(_folder.Out("bars"), train: 60, test: 20);
        foreach (var name in new[] { "train/cat/1.jpg", "train/cat/2.jpg", "train/dog/1.jpg", "test/dog/1.jpg" })
        {
            var path = _folder.Out($"photos/{name}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, ImageFixtures.Jpeg());
        }

        var (key, set) = (source.Split('=')[0], _folder.Out(source.Split('=')[1]));
        var result = Train(Path.Combine(CommandFolder.Examples, $"{example}.yaml"), "run", "--set", $"{key}={set}", "--set", "training.epochs=2", "--set", "training.batch_size=5");
        Assert.Equal(parameters, result.GetProperty("parameters").GetInt64());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("validation").ValueKind);
        Assert.True(double.IsFinite(result.GetProperty("test").GetProperty("accuracy").GetDouble()));
        Assert.Equal(File.ReadAllBytes(_folder.Out("run/last.safetensors")), File.ReadAllBytes(_folder.Out("run/best.safetensors")));
    }

    private JsonElement Train(string file, string name, params string[] more)
    {
        var outcome = _folder.Run(["train", file, "--out", _folder.Out(name), "--json", .. more]);
        Assert.True(outcome.Code == 0, outcome.Error);
        using var document = JsonDocument.Parse(outcome.Output);
        return document.RootElement.Clone();
    }

    private static string Hash(JsonElement result) => result.GetProperty("weights_sha256").GetString()!;
}
