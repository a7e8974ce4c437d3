using System.Formats.Tar;
using System.IO.Compression;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-images-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Parts_and_classes_are_the_folders_in_the_order_of_their_names()
    {
        Write("train/b/2.jpg", "train/b/1.jpeg", "train/a/9.JPG", "val/a/1.jpg", "test/b/1.jpg", "train/a/readme.txt", "cover/x/1.jpg", "train/loose.jpg");
        var parts = ImageFolder.Load(_folder);
        Assert.Equal(["a", "b"], parts.Train.Target.Names);
        Assert.Equal([0, 1, 1], Classes(parts.Train));
        Assert.Equal([0], Classes(parts.Validation!));
        Assert.Equal([1], Classes(parts.Test!));
        Assert.Equal([13, 18, 3], parts.Test!.InputShape);
        Assert.Equal(new JpegDecoder().Decode("", ImageFixtures.Jpeg()).Pixels, parts.Train.Pixels(2).ToArray());
        Assert.Equal((true, true), ImageFolder.FindParts(_folder));
    }

    [Fact]
    public void A_single_tree_of_classes_has_no_parts_and_grey_images_become_coloured_among_coloured_ones()
    {
        Write("cat/1.jpg", "dog/1.jpg");
        File.WriteAllBytes(Path.Combine(_folder, "cat", "0.jpg"), ImageFixtures.Jpeg("grey"));
        var parts = ImageFolder.Load(_folder);
        Assert.Equal((3, null, null), (parts.Train.Count, parts.Validation, parts.Test));
        Assert.Equal((false, false), ImageFolder.FindParts(_folder));
        var grey = new JpegDecoder().Decode("", ImageFixtures.Jpeg("grey")).Pixels;
        Assert.Equal(grey.SelectMany(p => new[] { p, p, p }), parts.Train.Pixels(0).ToArray());
        File.Delete(Path.Combine(_folder, "cat", "1.jpg"));
        File.WriteAllBytes(Path.Combine(_folder, "dog", "1.jpg"), ImageFixtures.Jpeg("grey"));
        Assert.Equal([13, 18, 1], ImageFolder.Load(_folder).Train.InputShape);
    }

    [Fact]
    public void Files_of_several_kinds_lie_side_by_side_and_their_bytes_say_what_they_are()
    {
        Write("a/1.jpg");
        var pixels = new JpegDecoder().Decode("", ImageFixtures.Jpeg()).Pixels;
        PngEncoder.Write(Path.Combine(_folder, "a", "2.png"), 13, 18, 3, pixels);
        File.Copy(Path.Combine(_folder, "a", "2.png"), Path.Combine(_folder, "a", "3.bmp")); // wrongly named
        File.WriteAllBytes(Path.Combine(_folder, "a", "4.ppm"), [.. "P6 18 13 255\n"u8, .. pixels]);
        var data = ImageFolder.Load(_folder).Train;
        Assert.Equal(4, data.Count);
        for (var i = 0; i < 4; i++) Assert.Equal(pixels, data.Pixels(i).ToArray());
        File.WriteAllText(Path.Combine(_folder, "a", "5.png"), "GIF89a");
        Assert.Equal($"{_folder}/a/5.png: it begins as a GIF file does; JPEG, PNG, BMP, PBM, PGM and PPM are read. Convert it to one of these.", Assert.Throws<DataFormatException>(() => ImageFolder.Load(_folder)).Message);
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    public void An_archive_is_read_like_its_folder(string name)
    {
        Write("set/train/b/1.jpg", "set/train/a/1.jpg", "set/test/a/1.jpg");
        var path = Path.Combine(_folder, name);
        using (var file = File.Create(path))
        using (var target = name.EndsWith("gz", StringComparison.Ordinal) ? (Stream)new GZipStream(file, CompressionMode.Compress) : file)
            TarFile.CreateFromDirectory(Path.Combine(_folder, "set"), target, includeBaseDirectory: true);
        Assert.Equal((false, true), ImageFolder.FindParts(path));
        var (archive, folder) = (ImageFolder.Load(path), ImageFolder.Load(Path.Combine(_folder, "set")));
        Assert.Equal(Classes(folder.Train), Classes(archive.Train));
        Assert.Equal(folder.Test!.Pixels(0).ToArray(), archive.Test!.Pixels(0).ToArray());

        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.StartsWith(path, Assert.ThrowsAny<FormatException>(() => ImageFolder.Load(path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, new byte[] { 1, 2, 3 });
        Assert.StartsWith(path, Assert.ThrowsAny<Exception>(() => ImageFolder.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_used_is_named_with_its_file()
    {
        Refused<DataException>($"{_folder}: no images were found; expected train/<class>/*.jpg and test/<class>/*.jpg, or <class>/*.jpg.");
        Refused<DataException>($"{_folder}/none: there is no such folder", "none");
        Write("train/a/1.jpg", "train/b/1.jpg", "test/c/1.jpg");
        Refused<DataException>($"{_folder}/test/c/1.jpg: class 'c' is in the test part, but not in the training part, which has a, b.");
        Directory.Delete(Path.Combine(_folder, "test"), recursive: true);
        File.WriteAllBytes(Path.Combine(_folder, "train", "b", "2.jpg"), ImageFixtures.Jpeg()[..200]);
        Refused<DataFormatException>($"{_folder}/train/b/2.jpg: it cannot be decoded: ");
        File.Move(Path.Combine(_folder, "train", "b", "2.jpg"), Path.Combine(_folder, "train", "b", "2.gif"));
        Refused<DataFormatException>($"{_folder}/train/b/2.gif: images of this kind are not read; convert it to .jpg.");
        File.Delete(Path.Combine(_folder, "train", "b", "2.gif"));
        var wide = new SizedDecoder();
        var error = Assert.Throws<DataException>(() => ImageFolder.Load(_folder, new() { Decoder = wide }));
        Assert.Equal($"{_folder}/train/b/1.jpg: the image is 5 × 2 pixels, but {_folder}/train/a/1.jpg is 4 × 2 (width × height). Bring them to one size: data.prepare: [{{resize: 256}}, {{center_crop: 224}}], or ImageFolderOptions.Prepare.", error.Message);

        void Refused<T>(string start, string? name = null)
            where T : Exception => Assert.StartsWith(start, Assert.Throws<T>(() => ImageFolder.Load(name is null ? _folder : Path.Combine(_folder, name))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_CIFAR_become_images_with_their_channels_together()
    {
        var record = new byte[3073];
        record[0] = 7;
        for (var i = 0; i < 3072; i++) record[1 + i] = (byte)(i / 1024 * 80 + i % 50);
        File.WriteAllBytes(Path.Combine(_folder, "data_batch_1.bin"), [.. record, .. record]);
        File.WriteAllBytes(Path.Combine(_folder, "data_batch_2.bin"), record);
        File.WriteAllBytes(Path.Combine(_folder, "test_batch.bin"), record);
        var (train, test) = Cifar10.LoadFolder(_folder);
        Assert.Equal((3, 1, 7, "horse"), (train.Count, test.Count, train.ReadClass(2), train.Target.Names[7]));
        Assert.Equal([32, 32, 3], train.InputShape);
        for (var i = 0; i < 1024; i++) Assert.Equal([(byte)(i % 50), (byte)(80 + (1024 + i) % 50), (byte)(160 + (2048 + i) % 50)], train.Pixels(1).Slice(3 * i, 3).ToArray());

        record[0] = 10;
        File.WriteAllBytes(Path.Combine(_folder, "test_batch.bin"), record);
        Assert.Contains("record 0 has label 10; labels are 0 … 9.", Assert.Throws<DataFormatException>(() => Cifar10.LoadFolder(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(_folder, "test_batch.bin"), record[1..]);
        Assert.Contains("it has 3072 bytes, which is not a whole number of records", Assert.Throws<DataFormatException>(() => Cifar10.LoadFolder(_folder)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "test_batch.bin"));
        Assert.Contains("test_batch.bin: there is no such file", Assert.Throws<DataException>(() => Cifar10.LoadFolder(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_CIFAR_100_have_two_labels_and_names_beside_them()
    {
        var record = new byte[3074];
        (record[0], record[1]) = (19, 99);
        for (var i = 0; i < 3072; i++) record[2 + i] = (byte)(i / 1024 * 80 + i % 50);
        File.WriteAllBytes(Path.Combine(_folder, "train.bin"), [.. record, .. record]);
        File.WriteAllBytes(Path.Combine(_folder, "test.bin"), record);
        var (train, test) = Cifar100.LoadFolder(_folder);
        Assert.Equal((2, 1, 99, "99", 100), (train.Count, test.Count, train.ReadClass(1), train.Target.Names[99], train.Target.Count));
        for (var i = 0; i < 1024; i++) Assert.Equal([(byte)(i % 50), (byte)(80 + (1024 + i) % 50), (byte)(160 + (2048 + i) % 50)], train.Pixels(1).Slice(3 * i, 3).ToArray());

        File.WriteAllLines(Path.Combine(_folder, "coarse_label_names.txt"), Enumerable.Range(0, 20).Select(i => $"kind {i}"));
        Assert.Equal((19, "kind 19"), (Cifar100.LoadFolder(_folder, coarse: true).Test.ReadClass(0), Cifar100.LoadFolder(_folder, coarse: true).Test.Target.Names[19]));
        File.AppendAllText(Path.Combine(_folder, "coarse_label_names.txt"), "one more");
        Assert.Contains("coarse_label_names.txt: it must have 20 lines, each the name of another class.", Assert.Throws<DataFormatException>(() => Cifar100.LoadFolder(_folder, coarse: true)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(_folder, "test.bin"), record[1..]);
        Assert.Contains("not a whole number of records of 3074 bytes, at least one; it is cut short, or no CIFAR-100 file.", Assert.Throws<DataFormatException>(() => Cifar100.LoadFolder(_folder)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "test.bin"));
        Assert.Contains("test.bin: there is no such file", Assert.Throws<DataException>(() => Cifar100.LoadFolder(_folder)).Message, StringComparison.Ordinal);
    }

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, name.EndsWith("txt", StringComparison.Ordinal) ? [1] : ImageFixtures.Jpeg());
        }
    }

    private static int[] Classes(ImageDataset data) => [.. Enumerable.Range(0, data.Count).Select(data.ReadClass)];

    /// <summary>Another decoder, whose images differ in width by class.</summary>
    private sealed class SizedDecoder : IImageDecoder
    {
        public IReadOnlyList<string> Extensions => [".jpg"];

        public DecodedImage Decode(string path, ReadOnlySpan<byte> file, ImageSize? atLeast = null)
        {
            var width = path.Contains("/a/", StringComparison.Ordinal) ? 4 : 5;
            return new DecodedImage(2, width, 1, new byte[2 * width]);
        }
    }
}
