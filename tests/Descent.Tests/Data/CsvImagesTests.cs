using System.Text;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Data;

/// <summary>Images from tables: by a column a pixel, or by the paths of their files.</summary>
public sealed class CsvImagesTests : IDisposable
{
    private static readonly CsvOptions s_label = new() { Label = "label" };

    private readonly string _folder = Directory.CreateTempSubdirectory("descent-csv-images-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Columns_of_pixels_are_the_images_bytes_in_their_order(int channels)
    {
        var (pixels, labels) = ImageFixtures.Bars(30, 4, 5, channels, 4, seed: 1);
        var size = 20 * channels;
        var text = new StringBuilder("p0,number,label").AppendJoin("", Enumerable.Range(1, size - 1).Select(i => $",p{i}")).AppendLine();
        for (var i = 0; i < 30; i++)
        {
            text.Append($"{pixels[i * size]}{(i % 2 == 0 ? ".0" : "")},{1000 + i},class {labels[i]}").AppendJoin("", pixels.Skip(i * size + 1).Take(size - 1).Select(p => $", {p}")).AppendLine();
        }

        var images = CsvImages.Load(Write("a.csv", text.ToString()), [4, 5, channels], s_label with { Ignore = ["number"] });
        Assert.Equal([4, 5, channels], images.InputShape);
        Assert.Equal(["class 0", "class 1", "class 2", "class 3"], images.Target.Names);
        Assert.Equal(labels.Select(l => (int)l), Enumerable.Range(0, 30).Select(images.ReadClass));
        for (var i = 0; i < 30; i++) Assert.Equal(pixels.AsSpan(i * size, size), images.Pixels(i));
    }

    [Theory]
    [InlineData("256", "line 3, column 'c': '256' is no pixel; pixels are whole numbers from 0 to 255. Correct the cell, or ignore the column if it is none of the image's.")]
    [InlineData("-1", "line 3, column 'c': '-1' is no pixel;")]
    [InlineData("0.5", "line 3, column 'c': '0.5' is no pixel;")]
    [InlineData("x", "line 3, column 'c': 'x' is no pixel;")]
    [InlineData("1e400", "line 3, column 'c': '1e400' is no pixel;")]
    [InlineData("", "line 3, column 'c': the pixel is missing;")]
    [InlineData("NaN", "line 3, column 'c': the pixel is missing;")]
    public void A_cell_that_is_no_pixel_is_named(string cell, string problem)
    {
        var path = Write("a.csv", $"label,a,b,c,d\nx,0,255,3,4\ny,1,2,{cell},4\n");
        var error = Assert.Throws<DataException>(() => CsvImages.Load(path, [2, 2, 1], s_label));
        Assert.StartsWith($"{path}: {problem}", error.Message, StringComparison.Ordinal);
        Assert.Equal((path, 3, "c"), (error.Path, error.Row, error.Column));
    }

    [Fact]
    public void Columns_that_do_not_fit_the_image_are_named()
    {
        var path = Write("a.csv", "label,a,b,c,d\nx,0,255,3,4\ny,1,2,3,4\n");
        Assert.Equal($"{path}: images [2, 3, 1] have 6 pixel columns, but 4 are left beside the label and what is ignored: 'a' to 'd'; correct the image's shape, or ignore columns that are no pixels.", Message(() => CsvImages.Load(path, [2, 3, 1], s_label)));
        Assert.StartsWith($"{path}: column 'lable': there is no such column, but it is named as label; did you mean 'label'?", Message(() => CsvImages.Load(path, [2, 2, 1], new() { Label = "lable" })), StringComparison.Ordinal);
        Assert.StartsWith($"{path}: images have a class each; name the column with it as label, and no targets.", Message(() => CsvImages.Load(path, [2, 2, 1], new() { Targets = ["a"] })), StringComparison.Ordinal);
        Assert.Equal("CsvImages: the images' shape is [4]; give [height, width, channels] with 1 or 3 channels.", Assert.Throws<ArgumentException>(() => CsvImages.Load(path, [4], s_label)).Message);
    }

    [Fact]
    public void Files_named_in_a_column_are_the_folders_images()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tree", "a"));
        Directory.CreateDirectory(Path.Combine(_folder, "tree", "b"));
        var random = new Random(1);
        var (whole, lines) = (new List<(string, int)>(), new StringBuilder("extra,file,label\n"));
        for (var i = 0; i < 12; i++)
        {
            var (name, pixels) = ($"tree/{"ab"[i % 2]}/{i:00}.png", new byte[(8 + i) * 9 * 3]);
            random.NextBytes(pixels);
            PngEncoder.Write(Path.Combine(_folder, name), 8 + i, 9, 3, pixels);
            lines.AppendLine($"anything,{(i == 3 ? name.Replace('/', '\\') : i == 4 ? $"tree/../{name}" : name)},{"ab"[i % 2]}");
            whole.Add((name, i % 2));
        }

        var options = new ImageFolderOptions { Prepare = new Augmentation(new Resize(10), new CenterCrop(new(8, 8))) };
        var tree = ImageFolder.Load(Path.Combine(_folder, "tree"), options).Train;
        foreach (var cache in new[] { 0L, 1 << 20 })
        {
            var listed = CsvImages.LoadFiles(Write("a.csv", lines.ToString()), "file", s_label, options with { CacheBytes = cache });
            Assert.Equal((12, null, null), (listed.Train.Count, listed.Validation, listed.Test));
            Assert.Equal(tree.Target.Names, listed.Train.Target.Names);
            for (var i = 0; i < 12; i++)
            {
                var path = Path.Combine(_folder, whole[i].Item1);
                Assert.Equal((path, whole[i].Item2), (listed.Train.PathOf(i), listed.Train.ReadClass(i)));
                var same = Enumerable.Range(0, 12).Single(k => tree.PathOf(k) == path);
                Assert.Equal(tree.Pixels(same), listed.Train.Pixels(i));
            }
        }

        Assert.Contains("Bring them to one size", Message(() => CsvImages.LoadFiles(Path.Combine(_folder, "a.csv"), "file", s_label)), StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(_folder, "tree", "a", "02.png"), [1, 2, 3]);
        File.Delete(Path.Combine(_folder, "tree", "b", "05.png"));
        var skipped = CsvImages.LoadFiles(Path.Combine(_folder, "a.csv"), "file", s_label, options with { SkipAtMost = 2 });
        Assert.Equal(10, skipped.Train.Count);
        Assert.Equal([Path.Combine(_folder, "tree/a/02.png"), Path.Combine(_folder, "tree/b/05.png")], skipped.Skipped.Select(s => s.Path));
        Assert.Contains("2 of 12 files cannot be read, this one among them, and at most 1 may be left out", Message(() => CsvImages.LoadFiles(Path.Combine(_folder, "a.csv"), "file", s_label, options with { SkipAtMost = 1 })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.png", "'../secret.png' leads out of ")]
    [InlineData("sub/../../secret.png", "'sub/../../secret.png' leads out of ")]
    [InlineData("..\\secret.png", "'..\\secret.png' leads out of ")]
    [InlineData("/etc/passwd", "'/etc/passwd' leads out of ")]
    [InlineData("../images-b/x.png", "'../images-b/x.png' leads out of ")]
    [InlineData(".", "'.' leads out of ")]
    [InlineData("", "the path is missing; fill it in, or remove the line.")]
    [InlineData("none.png", "there is no file ")]
    public void A_path_to_no_file_below_the_tables_folder_is_named(string cell, string problem)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "images"));
        Directory.CreateDirectory(Path.Combine(_folder, "images-b"));
        foreach (var name in new[] { "secret.png", "images-b/x.png", "images/ok.png" }) PngEncoder.Write(Path.Combine(_folder, name), 2, 2, 1, new byte[4]);
        var path = Write("images/a.csv", $"file,label\nok.png,x\n\"{cell}\",y\n");
        var error = Assert.Throws<DataException>(() => CsvImages.LoadFiles(path, "file", s_label));
        Assert.StartsWith($"{path}: line 3, column 'file': {problem}", error.Message, StringComparison.Ordinal);
    }

    private static string Message(Action action) => Assert.Throws<DataException>(action).Message;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
