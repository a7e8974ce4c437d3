using System.Diagnostics;
using Descent.Tests.Architecture;
using Xunit;

namespace Descent.Tests.Formats;

/// <summary>Files go to and fro between this library and NumPy, in a Python process (Debian: python3-numpy).</summary>
public sealed class InterchangeTests : IDisposable
{
    private static readonly Shape s_shape = [2, 3, 4];

    private readonly string _folder = Directory.CreateTempSubdirectory("descent-numpy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NumPy_reads_what_is_written_here_and_what_NumPy_writes_is_read_here()
    {
        foreach (var type in Enum.GetValues<DType>())
            for (var rank = 0; rank <= 3; rank++) Npy.Write(PathOf($"ours_{type}_{rank}.npy"), Values(type, rank));
        for (var rank = 0; rank <= 3; rank++) Npy.Write(PathOf($"ours_wide_{rank}.npy"), Values(DType.Int32, rank), widen: true);
        var all = Enum.GetValues<DType>().Select(type => KeyValuePair.Create($"{type}", Values(type, 3))).ToArray();
        Npz.Write(PathOf("ours_stored.npz"), all);
        Npz.Write(PathOf("ours_deflated.npz"), all, compress: true);
        Safetensors.Write(PathOf("ours.safetensors"), all, new Dictionary<string, string> { ["format"] = "pt", ["é"] = "\"" });

        RunPython();

        var count = 0;
        foreach (var path in Directory.GetFiles(_folder, "theirs_*.npy"))
        {
            AssertFormula(Path.GetFileName(path).Split('_')[1], Npy.Read(path), path);
            count++;
        }

        Assert.Equal(12 * 2 * 2, count);
        foreach (var name in new[] { "stored", "deflated" })
        {
            var arrays = Npz.Read(PathOf($"theirs_{name}.npz"));
            Assert.Equal(12 * 2 * 2, arrays.Count);
            foreach (var (key, tensor) in arrays) AssertFormula(key.Split('_')[0], tensor, key);
        }

        for (var pad = 0; pad < 9; pad++)
        {
            var tensors = Safetensors.Read(PathOf($"theirs_{pad}.safetensors"));
            Assert.Equal(14, tensors.Count);
            Assert.Equal([0, 3], tensors["empty"].Shape);
            foreach (var (key, tensor) in tensors)
                if (key != "empty") AssertFormula(key.Split('.')[1].ToLowerInvariant(), tensor, key);
        }
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static Tensor Values(DType type, int rank)
    {
        Shape shape = new([.. s_shape.ToArray().Take(rank)]);
        int[] numbers = [.. Enumerable.Range(0, shape.Size).Select(i => 3 * i % 11)];
        return type switch
        {
            DType.Float32 => Tensor.From(Array.ConvertAll(numbers, n => (n - 5) / 2f), shape),
            DType.Float64 => Tensor.From(Array.ConvertAll(numbers, n => (n - 5) / 2.0), shape),
            DType.Int32 => Tensor.From(Array.ConvertAll(numbers, n => n - 5), shape),
            _ => Tensor.From(Array.ConvertAll(numbers, n => (byte)n), shape),
        };
    }

    /// <summary>The formula of interchange.py, for a kind as either format names it.</summary>
    private static void AssertFormula(string kind, Tensor tensor, string what)
    {
        Assert.Equal(s_shape, tensor.Shape);
        var numbers = tensor.Type switch
        {
            DType.Float32 => Array.ConvertAll(tensor.ToArray<float>(), v => (double)v),
            DType.Float64 => tensor.ToArray<double>(),
            DType.Int32 => Array.ConvertAll(tensor.ToArray<int>(), v => (double)v),
            _ => Array.ConvertAll(tensor.ToArray<byte>(), v => (double)v),
        };
        var isFloat = kind is "bf16" || kind[0] == 'f';
        for (var i = 0; i < numbers.Length; i++)
        {
            var value = kind is "b1" or "bool" ? i % 2 : isFloat ? (3 * i % 11 - 5) / 2.0 : 3 * i % 11 - (kind[0] == 'i' ? 5 : 0);
            Assert.True(value == numbers[i], $"{what}: element {i} is {numbers[i]}, not {value}");
        }
    }

    private void RunPython()
    {
        var script = Path.Combine(DependencyTests.RepositoryRoot(), "tests", "Descent.Tests", "Formats", "interchange.py");
        var python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3"; // the system's, which has the system's NumPy
        using var process = Process.Start(new ProcessStartInfo(python, [script, _folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{error.Result}(Is NumPy there? apt-get install python3-numpy)");
        Assert.StartsWith("NumPy ", output, StringComparison.Ordinal);
    }
}
