using Xunit;

namespace Descent.Tests;

/// <summary>Folders of images that cannot be learned from, or are no longer what a run was trained on.</summary>
public sealed class ImageFolderErrorTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_folder_says_what_is_expected_in_it()
    {
        Directory.CreateDirectory(_folder.Out("pictures/empty"));
        var outcome = Train();
        Assert.Equal(3, outcome.Code);
        Assert.Contains("pictures: no images were found; expected train/<class>/*.jpg and test/<class>/*.jpg, or <class>/*.jpg.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_class_is_named_and_nothing_is_written()
    {
        AddClass("daisy");
        var outcome = Train();
        Assert.Equal(2, outcome.Code);
        Assert.Contains("the training data has one class, daisy, and learning to tell classes apart takes two or more; in a folder of images each class is a folder.", outcome.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Out("run")));
    }

    [Fact]
    public void A_class_more_than_the_trained_head_has_is_refused_with_both_lists()
    {
        AddClass("daisy");
        AddClass("rose");
        var trained = Train();
        Assert.True(trained.Code == 0, trained.Error);
        AddClass("tulip");
        var outcome = _folder.Run("evaluate", _folder.Out("run"));
        Assert.Equal(3, outcome.Code);
        Assert.Contains("the images are no longer those the run was trained on", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("2 classes (daisy, rose); these are [12, 12, 3] of 3 (daisy, rose, tulip)", outcome.Error, StringComparison.Ordinal);
    }

    private CommandOutcome Train() =>
        _folder.Run("train", _folder.Write("run.yaml", "data: {source: {folder: pictures}, prepare: [{resize: 12}, {center_crop: 12}]}\nmodel: {network: cnn}\ntraining: {epochs: 1, batch_size: 4, threads: 1}\n"), "--out", _folder.Out("run"));

    private void AddClass(string name)
    {
        var random = new Random(1);
        Directory.CreateDirectory(_folder.Out($"pictures/{name}"));
        for (var i = 0; i < 10; i++)
        {
            var pixels = new byte[12 * 12 * 3];
            random.NextBytes(pixels);
            PngEncoder.Write(_folder.Out($"pictures/{name}/{i}.png"), 12, 12, channels: 3, pixels);
        }
    }
}
