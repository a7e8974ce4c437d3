using Descent.Cli;
using Xunit;

namespace Descent.Tests;

/// <summary>How run files say how photographs are resized.</summary>
public sealed class ResizeConfigTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resize: 256", 256, null, null)]
    [InlineData("resize: [200, 300]", null, "200 × 300", null)]
    [InlineData("resize: {size: 256}", 256, null, null)]
    [InlineData("resize: {size: 256, interpolation: bicubic}", 256, null, Interpolation.Bicubic)]
    [InlineData("resize: {size: [200, 300], interpolation: bilinear}", null, "200 × 300", Interpolation.Bilinear)]
    [InlineData("resize: {size: 256, interpolation: fast}", 256, null, Interpolation.Fast)]
    public void A_resize_has_a_side_or_two_and_an_interpolation(string step, int? shorterSide, string? size, Interpolation? interpolation)
    {
        var file = _folder.Write("run.yaml", $"data: {{source: {{folder: photos}}, prepare: [{{{step}}}, {{center_crop: 224}}], augment: [{{flip: horizontal}}]}}\nmodel: {{network: resnet18}}\n");
        var config = RunConfig.Load(file, []);
        var again = RunConfig.Load(_folder.Write("again.yaml", config.Resolved), []);
        Assert.Equal(config.Resolved, again.Resolved);
        foreach (var data in new[] { config.Data, again.Data })
        {
            var resize = Assert.IsType<Resize>(data.Prepare[0]);
            Assert.Equal((shorterSide, size, interpolation), (resize.ShorterSide, resize.Size is { } s ? $"{s.Height} × {s.Width}" : null, resize.Interpolation));
        }
    }

    [Fact]
    public void A_transform_without_options_is_read_or_named()
    {
        foreach (var entry in Transforms.Table)
        {
            var file = _folder.Write("run.yaml", $"data: {{source: {{folder: photos}}, prepare: [{{resize: [32, 32]}}], augment: [{{{entry.Name}: {{}}}}]}}\nmodel: {{network: resnet18}}\n");
            try
            {
                Assert.Single(RunConfig.Load(file, []).Data.Augment);
            }
            catch (ConfigurationException e)
            {
                Assert.Contains($"data.augment.0.{entry.Name}: ", Assert.Single(e.Problems), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("prepare: [{resize: {interpolation: bicubic}}]", "the key size is missing; expected a shorter side, or [height, width], such as size: 256.")]
    [InlineData("prepare: [{resize: {size: 256, interpolation: cubic}}]", "cubic is unknown; did you mean bicubic? There are fast, bilinear, bicubic.")]
    [InlineData("prepare: [{resize: {size: 256, interpolation: bicubic}}], augment: [{random_resized_crop: {size: 64, interpolation: fast}}]",
        "Augmentation: resize finds numbers between pixels with bicubic, random_resized_crop with fast; they are drawn in one pass, which has one interpolation. Give both the same.")]
    public void What_does_not_fit_is_named(string data, string problem)
    {
        var file = _folder.Write("run.yaml", $"data: {{source: {{folder: photos}}, {data}}}\nmodel: {{network: resnet18}}\n");
        Assert.Contains(problem, string.Join('\n', Assert.Throws<ConfigurationException>(() => RunConfig.Load(file, [])).Problems), StringComparison.Ordinal);
    }
}
