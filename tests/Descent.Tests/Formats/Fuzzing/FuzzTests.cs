using System.Text;
using System.Text.Json;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats.Fuzzing;

/// <summary>
/// Promise R18: whatever bytes a file of a known format has, reading it ends within a second in data or in an error that names the file, and takes
/// at most 64 MB and twice the file.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly byte[] s_table = Encoding.UTF8.GetBytes("n,text,label\n0.37,\"c0, \"\"x\"\"\",a\n1.5,c1,b\n2,c0,a\n");

    // In memory where there is such a folder, for the readers that open their files themselves.
    private readonly string _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/descent-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("descent-fuzz-").FullName;

    private readonly Dictionary<string, Func<FuzzedFormat>> _formats;
    private readonly Lazy<TableEncoding> _encoding;

    public FuzzTests()
    {
        _encoding = new(() => TableEncoding.Fit(Csv.Load(Put("good.csv", s_table), new CsvOptions { Label = "label" })));
        _formats = Formats();
    }

    private Dictionary<string, Func<FuzzedFormat>> Formats() => new()
    {
        ["safetensors"] = () => new("safetensors", new Mutator(
            [TensorFile(), Golden.File("safetensors.json").GetProperty("file").GetBytesFromBase64()],
            Mutator.Words("\"F32\"", "\"F64\"", "\"BF16\"", "\"F16\"", "\"I8\"", "\"BOOL\"", "\"dtype\":", "\"shape\":[", "\"data_offsets\":[", "__metadata__", "{", "}", "[", "]", ",", "\\u0061", "\\ud800", "null", "true", "[0,0]", "\"a\":", " "),
            Repairs.Safetensors), file => Bounded(file, Safetensors.Read(new MemoryStream(file), "fuzzed").Values)),
        ["npy"] = () => new("npy", new Mutator(
            [.. Seeds("npy.json").Where((_, i) => i % 9 == 0)],
            Mutator.Words("'descr': ", "'<f4'", "'>i8'", "'|b1'", "'|O'", "'<f2'", "'fortran_order': ", "True", "False", "'shape': ", "(", ")", "()", "{", "}", ",", "\n", "(0, 0)", "[('a', '<f4')]"),
            Repairs.Npy), file => Bounded(file, [Npy.Read(new MemoryStream(file), "fuzzed")])),
        ["npz"] = () => new("npz", new Mutator(
            [Archive(compress: false), Archive(compress: true)],
            [.. Mutator.Words("PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "PK\u0006\u0006", "../", ".npy", "'<f4'", "True", "(0,)"), [8, 0], [0xFF, 0xFF, 0xFF, 0xFF]],
            Repairs.Zip), file => Bounded(file, Npz.Read(new MemoryStream(file), "fuzzed").Values, expansion: 1100)),
        ["png"] = () => new("png", new Mutator(
            [.. Seeds("png.json").Where(f => f.Length < 260)],
            Mutator.Words("IHDR", "PLTE", "tRNS", "IDAT", "IEND", "teXt", "\0\0\0\0IEND", "\0\0\0\0IDAT", "\u0008\u0006", "\u0001\u0000"),
            Repairs.Png), file => Image(new PngDecoder { KeepsOpacity = file.Length % 2 == 0 }, file)),
        ["jpeg"] = () => new("jpeg", new Mutator(
            [.. Seeds("jpeg.json")],
            [[0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xDA], [0xFF, 0xDB], [0xFF, 0xDD], [0xFF, 0xE1], [0xFF, 0xEE], [0xFF, 0xD0], [0xFF, 0], .. Mutator.Words("Exif\0\0", "Adobe", "II*\0", "MM\0*")]), file => Image(new JpegDecoder(), file, file.Length % 3 == 0 ? new ImageSize(5, 3) : null)),
        ["bmp"] = () => new("bmp", new Mutator([.. Seeds("bitmaps.json").Where(f => f[0] == 'B' && f.Length < 400)], [[0, 0], [0, 1], [0, 2], [40, 0, 0, 0], [1, 0, 8, 0], [2, 0, 0, 0]]), file => Image(new BmpDecoder(), file)),
        ["pnm"] = () => new("pnm", new Mutator([.. Seeds("bitmaps.json").Where(f => f[0] == 'P' && f.Length < 300)], Mutator.Words("P1", "P2", "P3", "P4", "P5", "P6", "#", "\n", " ", "255", "65535", "\r")), file => Image(new PnmDecoder(), file)),
        ["idx"] = () => new("idx", new Mutator(
            [ImageFixtures.Idx([4, 3, 3], new byte[36]), ImageFixtures.Idx([1, 1, 1], [7])], [[0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 13, 3]]), file => Idx("fuzzed", file)),
        ["idx.gz"] = () => new("idx.gz", new Mutator([ImageFixtures.Gzip(ImageFixtures.Idx([4, 3, 3], new byte[36]))], [[0x1F, 0x8B, 8]]), file => Idx("fuzzed.gz", file)),
        ["csv"] = () => new("csv", new Mutator(
            [s_table, Encoding.UTF8.GetBytes("n;label\r\n1;a\r\n2;b\r\n")],
            [.. Mutator.Words("\"", ",", ";", "\t", "|", "\n", "\r", "\r\n\r\n", "\0", "NaN", "1e999", "-", "\"\"", "label", "\uFEFF", "sep=;\n", "∞", "?", "é"), [0xFF], [0xC3], [0xFF, 0xFE]]), Table),
        ["yaml"] = () => new("yaml", new Mutator(
            [.. YamlSeeds.All.Select(Encoding.UTF8.GetBytes)],
            [.. Mutator.Words("\t", "\0", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "? ", "|", ">", "'", "\"", "#", "---\n", "...\n", "%YAML 1.2\n", "\n", "\r\n", "  ", ",", "\\x", "é", "\U0001F600", "<<: ", "null", "~", "1e999", "-.inf", ".nan", "0x1F", "@", "`", "\uFEFF", "\u2028", "{{{{", "[[[[", "- - - "), [0xFF], [0xC3]]), Configuration),
        ["manifest"] = () => new("manifest", new Mutator(
            [Manifest()], Mutator.Words("\"format\":", "\"version\": 1", "\"values\": {", "{", "}", "[", "]", ",", "null", "true", "\"save\":", "\\ud800", "\"a\": \"b\","), Repairs.Manifest), file => CheckpointManifest.Read(file, "fuzzed", "fuzzed/manifest") is not null),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("safetensors", 0.002)]
    [InlineData("npy", 0.02)]
    [InlineData("npz", 0.02)]
    [InlineData("png", 0.02)]
    [InlineData("jpeg", 0.02)]
    [InlineData("bmp", 0.02)]
    [InlineData("pnm", 0.02)]
    [InlineData("idx", 0.02)]
    [InlineData("idx.gz", 0.002)]
    [InlineData("csv", 0.02)]
    [InlineData("yaml", 0.02)]
    [InlineData("manifest", 0.002)]
    public void Damaged_files_are_read_or_refused_and_nothing_else(string name, double least)
    {
        var rounds = Soak.Cases(200_000, 10_000_000);
        var (read, refused) = _formats[name]().Run(rounds);

        // Where all were read or all refused, the damage would not reach what is to be tested.
        Assert.True(Math.Min(read, refused) >= least * rounds, $"{name}: {read} read, {refused} refused");
    }

    private static bool Bounded(byte[] file, IEnumerable<Tensor> tensors, int expansion = 1)
    {
        // A tensor's memory is not managed: what lies in the file, a byte becoming four at most.
        Assert.True(tensors.Sum(t => (long)t.Count * t.Type.Size()) <= 4L * expansion * file.Length);
        return true;
    }

    private static bool Image(IImageDecoder decoder, byte[] file, ImageSize? atLeast = null)
    {
        var image = decoder.Decode("fuzzed", file, atLeast);
        Assert.Equal(image.Height * image.Width * image.Channels, image.Pixels.Length);
        return true;
    }

    private bool Idx(string name, byte[] file)
    {
        var (axes, elements) = IdxFile.Read(Put(name, file), rank: 3);
        Assert.Equal(axes[0] * axes[1] * axes[2], elements.Length);
        return true;
    }

    private bool Table(byte[] file)
    {
        var path = Put("fuzzed.csv", file);
        var data = file.Length % 2 == 0 ? Csv.Load(path, new CsvOptions { Label = "label" }) : _encoding.Value.Load(path, targetOptional: true);
        var values = new float[data.InputShape.Size];
        for (var i = 0; i < data.Count; i++) data.ReadInput(i, values);
        return true;
    }

    /// <summary>All are read as YAML, and those of some lengths as a whole configuration, which takes four times as long.</summary>
    private bool Configuration(byte[] file)
    {
        if (file.Length % 8 == 0) return RunConfig.Load(Put("fuzzed.yaml", file), []).Resolved.Length > 0;
        var problems = new Problems();
        var root = YamlReader.Read("fuzzed", new MemoryStream(file), problems);
        problems.ThrowIfAny();
        Assert.True(root is not null, "neither a document nor a problem came of it");
        return true;
    }

    private string Put(string name, byte[] file)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    private static IEnumerable<byte[]> Seeds(string golden) => Golden.File(golden).GetProperty("files").EnumerateArray().Select(f => f.GetProperty("file").GetBytesFromBase64());

    private byte[] TensorFile()
    {
        var path = Path.Combine(_folder, "seed");
        Safetensors.Write(path, [new("w", Tensor.From(new[] { 1f, -2, 3.5f, 0, 5, 6 }, [2, 3])), new("n", Tensor.From(new[] { 7, -8 })), new("e", Tensor.Zeros([0, 4]))], new Dictionary<string, string> { ["format"] = "pt" });
        return File.ReadAllBytes(path);
    }

    private byte[] Archive(bool compress)
    {
        var path = Path.Combine(_folder, "seed");
        Npz.Write(path, [new("x", Tensor.From<float>([1, 2, 3], [3])), new("y", Tensor.From<int>([7], [1, 1]))], compress);
        return File.ReadAllBytes(path);
    }

    private static byte[] Manifest() => new CheckpointManifest(
        new Checkpoint("fuzzed", 3, 400, 2, 128) { Run = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Configuration = "name: a\n" },
        new CheckpointBlob(100, new string('a', 64)), new CheckpointBlob(200, new string('b', 64)), new Dictionary<string, string> { ["trainer/step"] = "400", ["é"] = "\"" }).ToBytes();
}
