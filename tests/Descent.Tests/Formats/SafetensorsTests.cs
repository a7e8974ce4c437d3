using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Formats;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Target => Path.Combine(_folder, "weights.safetensors");

    [Fact]
    public void What_is_written_is_read_again_by_us_and_by_a_reader_of_another_hand()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var tensors = RandomTensors(new Random(seed));
            Safetensors.Write(Target, tensors, seed % 2 == 0 ? null : new Dictionary<string, string> { ["é\"\\"] = "\u0001 \U0001F600" });
            AssertSame(tensors, Safetensors.Read(Target), seed);
            AssertSame(tensors, PlainReader(File.ReadAllBytes(Target)), seed);
        }
    }

    [Fact]
    public void The_bytes_depend_on_the_content_alone_and_numbers_are_aligned()
    {
        var a = Tensor.From<float>([1, 2], [2]);
        var b = Tensor.From<byte>([7], [1]);
        var c = Tensor.From<double>([3.5], [1]);
        Safetensors.Write(Target, [new("b", b), new("a", a), new("c", c)]);
        var bytes = File.ReadAllBytes(Target);
        Safetensors.Write(Target, [new("c", c), new("b", b), new("a", a)]);
        Assert.Equal(bytes, File.ReadAllBytes(Target));

        const string Header = """{"c":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"b":{"dtype":"U8","shape":[1],"data_offsets":[16,17]}}""";
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(Header, Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd(' '));
        Assert.Equal(8 + length + 17, bytes.Length);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var bytes = SmallFile();
        for (var length = 0; length < bytes.Length; length++) Refuses(bytes[..length], $"{length} bytes");
        Refuses([.. bytes, 0], "one byte more");
    }

    [Fact]
    public void Every_flipped_bit_is_refused_or_read_as_another_reader_reads_it()
    {
        var bytes = SmallFile();
        var refused = 0;
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            IReadOnlyDictionary<string, Tensor>? read = null;
            try
            {
                read = Read(bytes);
            }
            catch (DataFormatException)
            {
                refused++;
            }

            if (read is not null) AssertSame(PlainReader(bytes), read, bit);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // The header's structure is most of this file: a reader that refused nothing, or everything, would not be one.
        Assert.InRange(refused, 4 * bytes.Length, 7 * bytes.Length);
    }

    [Theory]
    [InlineData("""[]""", "begins with byte 91 where { must stand")]
    [InlineData(""" {}""", "begins with byte 32 where { must stand")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "has 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "has 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "tensor 'a' has dtype twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"strides":[1]}}""", "unknown field 'strides'; known are dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,8]}}""", "tensor 'a' has no shape")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", "has a dtype that this library does not read; it reads F32, F64, F16, BF16")]
    [InlineData("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", "tensor 'a' has dtype twice, or of another kind")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "tensor 'a', F32 [3], needs 12 bytes, but its data_offsets are [0, 8]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "needs 8 bytes, but its data_offsets are [8, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape of tensor 'a' has something else than whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", "shape of tensor 'a' has something else than whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "shape of tensor 'a' has more than 6 numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "tensor 'a' has 1 data_offsets; it must have 2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at byte 4 of the numbers, where the one before ends at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "its tensors take 4 bytes, but 8 follow the header; it is too long")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor 'b' begins at byte 4 of the numbers, where the one before ends at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[3,3]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "tensor 'a' begins at byte 3 of the numbers")]
    [InlineData("""{"a":[],"b":{}}""", "'a' in its header is not an object")]
    [InlineData("""{"__metadata__":{"a":1},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'a' in its __metadata__ is not text")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "its __metadata__ has 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}x""", "its header is not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "its header is not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2,],"data_offsets":[0,8]}}""", "its header is not JSON")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "a text that is no Unicode")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[2]]],"data_offsets":[0,8]}}""", "its header is not JSON")]
    public void A_bad_header_is_refused_and_the_message_says_why(string header, string reason)
    {
        var error = Refuses(File8(header), header);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("bad.safetensors", error.Path);
    }

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused()
    {
        var bytes = File8("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
        bytes[Array.IndexOf(bytes, (byte)'a')] = 0xFF;
        Assert.Contains("is not UTF-8", Refuses(bytes, "0xFF").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}""")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2000000000],"data_offsets":[0,2000000000]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"F64","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,0],"data_offsets":[0,0]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}""")]
    public void Declared_sizes_allocate_nothing(string header)
    {
        var bytes = File8(header);
        Refuses(bytes, header); // what only the first exception of a process allocates
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(bytes, header);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 40)]
    [InlineData(100)]
    public void A_header_longer_than_the_file_is_refused_before_it_is_read(ulong length)
    {
        var bytes = File8("{}");
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        Assert.Contains($"would have {length} bytes", Refuses(bytes, "long").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_over_16_MB_and_more_than_65536_tensors_are_refused()
    {
        var bytes = new byte[8 + (16 << 20) + 1];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (16 << 20) + 1);
        Assert.Contains("at most 16777216 are read", Refuses(bytes, "16 MB").Message, StringComparison.Ordinal);

        var many = string.Join(',', Enumerable.Range(0, 65537).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"));
        Assert.Contains("more than 65536 tensors", Refuses(File8("{" + many + "}"), "many").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_element_types_are_converted()
    {
        const string Header = """
            {"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]},
            "l":{"dtype":"I64","shape":[],"data_offsets":[10,18]},"s":{"dtype":"I16","shape":[1],"data_offsets":[18,20]},
            "w":{"dtype":"U16","shape":[1],"data_offsets":[20,22]},"c":{"dtype":"I8","shape":[1],"data_offsets":[22,23]},
            "t":{"dtype":"BOOL","shape":[2],"data_offsets":[23,25]}}
            """;
        byte[] numbers = [0x00, 0x3C, 0x01, 0x00, 0x00, 0xFC, 0xC0, 0x3F, 0xC0, 0xFF, 0xFE, 255, 255, 255, 255, 255, 255, 255, 0x00, 0x80, 0xFF, 0xFF, 0x80, 1, 0];
        var read = Read(FileOf(Header, numbers));
        Assert.Equal([1f, 5.9604645e-8f, float.NegativeInfinity], read["h"].ToArray<float>());
        Assert.Equal(1.5f, read["b"].ToArray<float>()[0]);
        Assert.True(float.IsNaN(read["b"].ToArray<float>()[1]));
        Assert.Equal([], read["l"].Shape);
        Assert.Equal([-2], read["l"].ToArray<int>());
        Assert.Equal([short.MinValue], read["s"].ToArray<int>());
        Assert.Equal([ushort.MaxValue], read["w"].ToArray<int>());
        Assert.Equal([-128], read["c"].ToArray<int>());
        Assert.Equal([1, 0], read["t"].ToArray<byte>());

        numbers[14] = 1;
        Assert.Contains("element 0 of tensor 'l' is", Refuses(FileOf(Header, numbers), "I64").Message, StringComparison.Ordinal);
        numbers[14] = 255;
        numbers[23] = 2;
        Assert.Contains("element 0 of tensor 't' is BOOL with the value 2", Refuses(FileOf(Header, numbers), "BOOL").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversion_reaches_the_end_of_a_long_tensor()
    {
        var numbers = new byte[2 * 100_003];
        for (var i = 0; i < 100_003; i++) BinaryPrimitives.WriteInt16LittleEndian(numbers.AsSpan(2 * i), (short)i);
        var read = Read(FileOf("""{"a":{"dtype":"I16","shape":[100003],"data_offsets":[0,200006]}}""", numbers))["a"].ToArray<int>();
        for (var i = 0; i < read.Length; i++) Assert.Equal((short)i, read[i]);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        Safetensors.Write(Target, [new("a", Tensor.From<float>([1], [1]))]);
        var bytes = File.ReadAllBytes(Target);
        Assert.Throws<IOException>(() => AtomicFile.Write(Target, 100, file =>
        {
            file.Write(new byte[50]);
            throw new IOException("disk full");
        }));
        Assert.Equal(bytes, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(_folder));
        Assert.Throws<DirectoryNotFoundException>(() => Safetensors.Write(Path.Combine(_folder, "none", "a"), []));
    }

    [Fact]
    public void A_write_that_fails_says_why_even_if_it_cannot_clean_up()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "gone")).FullName;
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(Path.Combine(folder, "a"), 100, _ =>
        {
            Directory.Delete(folder, recursive: true);
            throw new IOException("disk full");
        }));
        Assert.Equal("disk full", error.Message);
    }

    [Fact]
    public void Names_that_cannot_be_written_are_explained()
    {
        var a = Tensor.From<float>([1], [1]);
        Assert.Equal("Safetensors.Write: two tensors are called 'a'.",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(Target, [new("a", a), new("a", a)])).Message);
        Assert.Equal("Safetensors.Write: no tensor can be called __metadata__; the format keeps that name for itself.",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(Target, [new("__metadata__", a)])).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_missing_file_is_an_ordinary_file_error() =>
        Assert.Throws<FileNotFoundException>(() => Safetensors.Read(Path.Combine(_folder, "none.safetensors")));

    private static IReadOnlyDictionary<string, Tensor> Read(byte[] bytes) => Safetensors.Read(new MemoryStream(bytes), "bad.safetensors");

    private static DataFormatException Refuses(byte[] bytes, string what)
    {
        try
        {
            Read(bytes);
        }
        catch (DataFormatException e)
        {
            return e;
        }

        Assert.Fail($"{what}: was read");
        return null!;
    }

    /// <summary>A header in front of 8 bytes of numbers.</summary>
    private static byte[] File8(string header) => FileOf(header, new byte[8]);

    private static byte[] FileOf(string header, byte[] numbers)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. numbers];
    }

    private byte[] SmallFile()
    {
        Safetensors.Write(Target, [
            new("w", Tensor.From(new[] { 1f, -2, 3.5f, 0, 5, 6 }, [2, 3])), new("n", Tensor.From(new[] { 7, -8 })),
            new("e", Tensor.Zeros([0, 4])), new("s", Tensor.Scalar(0.25))]);
        return File.ReadAllBytes(Target);
    }

    private static Dictionary<string, Tensor> RandomTensors(Random random)
    {
        string[] letters = ["a", ".", "weight", "0", "é", "\"", "\\", "\n", "\0", "日", "\U0001F600", "/../", " "];
        var tensors = new Dictionary<string, Tensor>();
        for (var count = random.Next(6); count > 0; count--)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => letters[random.Next(letters.Length)]));
            Shape shape = new([.. Enumerable.Range(0, random.Next(7)).Select(_ => random.Next(5))]);
            var tensor = Tensor.Zeros(shape, (DType)random.Next(4));
            random.NextBytes(Safetensors.Bytes(tensor)); // any bits: NaN too must come back as it was
            tensors[name] = tensor;
        }

        return tensors;
    }

    private static void AssertSame(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual, int seed)
    {
        Assert.True(expected.Keys.ToHashSet().SetEquals(actual.Keys), $"{seed}: other names");
        foreach (var (name, tensor) in expected)
        {
            Assert.True(tensor.Shape == actual[name].Shape && tensor.Type == actual[name].Type, $"{seed}: '{name}' is {actual[name].Shape} {actual[name].Type}");
            Assert.True(Safetensors.Bytes(tensor).SequenceEqual(Safetensors.Bytes(actual[name])), $"{seed}: '{name}' has other numbers");
        }
    }

    /// <summary>A reader that trusts its file, written without looking at the library's.</summary>
    private static Dictionary<string, Tensor> PlainReader(byte[] bytes)
    {
        var length = (int)BitConverter.ToInt64(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var tensors = new Dictionary<string, Tensor>();
        foreach (var item in header.RootElement.EnumerateObject())
        {
            if (item.Name == "__metadata__") continue;
            var shape = new Shape([.. item.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())]);
            var offsets = item.Value.GetProperty("data_offsets");
            var numbers = bytes.AsSpan(8 + length)[offsets[0].GetInt32()..offsets[1].GetInt32()];
            tensors[item.Name] = item.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => Tensor.From<float>(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(numbers), shape),
                "F64" => Tensor.From<double>(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(numbers), shape),
                "I32" => Tensor.From<int>(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(numbers), shape),
                "U8" => Tensor.From<byte>(numbers, shape),
                var other => throw new NotSupportedException(other),
            };
        }

        return tensors;
    }
}
