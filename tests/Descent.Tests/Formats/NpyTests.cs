using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats;

public sealed class NpyTests : IDisposable
{
    private static readonly JsonElement s_golden = Golden.File("npy.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("descent-npy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Target => Path.Combine(_folder, "array.npy");

    [Fact]
    public void Every_type_order_and_version_that_NumPy_writes_is_read()
    {
        var count = 0;
        foreach (var golden in s_golden.GetProperty("files").EnumerateArray())
        {
            AssertHolds(golden, Read(golden.GetProperty("file").GetBytesFromBase64()), golden.GetProperty("name").GetString()!);
            count++;
        }

        Assert.True(count > 150, $"{count}");
    }

    [Fact]
    public void Archives_of_NumPy_are_read_stored_and_deflated()
    {
        foreach (var golden in s_golden.GetProperty("archives").EnumerateArray())
        {
            var read = Npz.Read(new MemoryStream(golden.GetProperty("file").GetBytesFromBase64()), "bad.npz");
            Assert.Equal(["deep/y", "flag", "x", "é"], read.Keys.Order(StringComparer.Ordinal));
            foreach (var array in golden.GetProperty("arrays").EnumerateObject()) AssertHolds(array.Value, read[array.Name], array.Name);
        }
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var tensor = Tensor.Zeros(new Shape([.. Enumerable.Range(0, random.Next(7)).Select(_ => random.Next(5))]), (DType)(i % 4));
            random.NextBytes(Safetensors.Bytes(tensor)); // any bits: NaN too must come back as it was
            Npy.Write(Target, tensor, widen: i % 8 >= 4);
            Same(tensor, Npy.Read(Target));
            Assert.Equal(0, (int)(new FileInfo(Target).Length - (tensor.Count * tensor.Type.Size() * (i % 8 == 6 ? 2 : 1))) % 64);
        }

        KeyValuePair<string, Tensor>[] all = [new("a", Tensor.From<float>([1, 2], [2])), new("../b", Tensor.From<int>([7, -7], [1, 2])), new("c", Tensor.Zeros([100]))];
        foreach (var compress in new[] { false, true })
        {
            Npz.Write(Target, all, compress, widen: true);
            var bytes = File.ReadAllBytes(Target);
            Assert.Equal(compress, bytes.Length < 700);
            var read = Npz.Read(Target);
            Assert.Equal(3, read.Count);
            foreach (var (name, tensor) in all) Same(tensor, read[name]);
            Npz.Write(Target, all, compress, widen: true);
            Assert.Equal(bytes, File.ReadAllBytes(Target)); // nothing of the time of writing
        }

        Assert.Equal("Npz.Write: two tensors are called 'a'. (Parameter 'tensors')", Assert.Throws<ArgumentException>(() => Npz.Write(Target, [all[0], all[0]])).Message);

        static void Same(Tensor expected, Tensor actual)
        {
            Assert.True(expected.Shape == actual.Shape && expected.Type == actual.Type, $"{actual.Shape} {actual.Type}");
            Assert.True(Safetensors.Bytes(expected).SequenceEqual(Safetensors.Bytes(actual)));
        }
    }

    [Theory]
    [InlineData("objects", "its elements are Python objects, which are never loaded, since that can run code in the file.")]
    [InlineData("complex", "its element type is '<c16'; read are b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8 with < or > before them (| for one byte).")]
    [InlineData("text", "its element type is '<U2'; read are")]
    [InlineData("records", "its elements are records of several fields; only arrays of one kind of numbers are read.")]
    [InlineData("times", "its element type is '<M8[s]'; read are")]
    [InlineData("wide", "element 1 is 1099511627776, which does not fit Int32.")]
    public void What_is_no_array_of_numbers_is_refused(string name, string reason) =>
        Refused(reason, s_golden.GetProperty("refused").GetProperty(name).GetBytesFromBase64());

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "its array, Float32 [3], takes 12 bytes, but 8 follow the header; it is cut short.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "its array, Float32 [1], takes 4 bytes, but 8 follow the header; it is too long.")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", "its element type is '|f4'")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (2,), }", "its element type is '=f4'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "its shape is a number in parentheses, where a comma must follow.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "its shape has something else than whole numbers of 0 or more.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "its shape has something else than whole numbers of 0 or more.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), }", "its array, Float32 [9223372036854775807, 9223372036854775807], has more elements than a tensor can hold.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,), }", "its array, Float32 [1000000000], needs more than the 2 GiB that a tensor can hold.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 2), }", "its array, Float32 [1, 1, 1, 1, 1, 1, 2], has 7 axes; a tensor has at most 6.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,2), }", "its shape has more than 12 axes.")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "its fortran_order is neither True nor False.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "its header has no 'shape'.")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "its header has 'descr' twice.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "its header has the unknown key 'x'; known are descr, fortran_order and shape.")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} or quit()", "its header goes on behind its closing brace.")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)}", "where the element type must stand in its header, there is no text in quotes.")]
    [InlineData("{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}", "its header is not as NumPy writes it: } is missing before ''fortran_o'.")]
    [InlineData("", "its header is not as NumPy writes it: { is missing at its end.")]
    public void A_bad_header_is_refused_and_the_message_says_why(string header, string reason) => Refused(reason, FileOf(header));

    [Fact]
    public void Every_truncation_and_what_is_not_NumPys_is_refused()
    {
        var bytes = FileOf("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2)}");
        Assert.Equal([1, 2], Read(bytes).Shape);
        for (var length = 0; length < bytes.Length; length++) Refused("", bytes[..length]);
        Refused("its version is 4.0; 1.0, 2.0 and 3.0 are read.", [.. bytes[..6], 4, 0, .. bytes[8..]]);
        Refused("it does not begin as a NumPy file does.", Encoding.ASCII.GetBytes("NUMPY is great"));
        Refused("its header has 70000 bytes; at most 65536 are read.", [.. bytes[..6], 2, 0, 0x70, 0x11, 1, 0, .. new byte[80_000]]);
        Refused("its header would have 4294967295 bytes, but only", [.. bytes[..6], 2, 0, 255, 255, 255, 255, .. bytes]);
    }

    [Fact]
    public void Damaged_archives_are_refused_with_the_array_that_is_wrong()
    {
        KeyValuePair<string, Tensor>[] arrays = [new("a", Tensor.From<float>([1, 2], [2])), new("b", Tensor.From<int>([7], [1]))];
        Npz.Write(Target, arrays);
        var good = File.ReadAllBytes(Target);
        for (var length = 0; length < good.Length; length++) Archive("", good[..length]);
        var flipped = (byte[])good.Clone();
        flipped[good.AsSpan().IndexOf((byte[])[0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]) + 4] ^= 1; // in the numbers of a
        Archive("'a.npy' is damaged: the checksum is ", flipped);
        Archive("it holds 'readme.txt', which is no array: all names in it end in .npy.", Zip(("readme.txt", [1])));
        Archive("it holds 'a' twice.", Zip(("a.npy", FileOf("{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}")), ("a.npy", FileOf("{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}"))));
        var inner = Assert.Throws<DataFormatException>(() => Npz.Read(new MemoryStream(Zip(("a.npy", [1, 2, 3]))), "bad.npz"));
        Assert.Equal("bad.npz: a.npy: it has 3 bytes; a NumPy file has at least 10.", inner.Message);

        static void Archive(string reason, byte[] bytes) =>
            Assert.StartsWith($"bad.npz: {reason}", Assert.Throws<DataFormatException>(() => Npz.Read(new MemoryStream(bytes), "bad.npz")).Message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }

        return file.ToArray();
    }

    /// <summary>A header in front of 8 bytes of numbers.</summary>
    private static byte[] FileOf(string header) => [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. new byte[8]];

    private static Tensor Read(byte[] bytes) => Npy.Read(new MemoryStream(bytes), "bad.npy");

    private static void Refused(string reason, byte[] bytes) =>
        Assert.StartsWith($"bad.npy: {reason}", Assert.Throws<DataFormatException>(() => Read(bytes)).Message, StringComparison.Ordinal);

    private static void AssertHolds(JsonElement golden, Tensor tensor, string what)
    {
        Assert.Equal(golden.GetProperty("shape").EnumerateArray().Select(a => a.GetInt32()), tensor.Shape.ToArray());
        Golden.AssertClose([.. golden.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())], tensor, 0, what);
    }
}
