using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Descent.Tests.Benchmarks;

/// <summary>The benchmark as a process of its own, as people and scripts run it.</summary>
public class BenchmarkCommandTests
{
    [Fact]
    public void Json_is_one_array_of_rows_with_the_documented_fields()
    {
        var (code, output, error) = Run("kernels", "--threads", "1,2", "--seconds", "0.05", "--rounds", "1", "--json", "--workloads", "gemm-256");

        Assert.True(code == 0, error);
        var rows = JsonDocument.Parse(output).RootElement;
        Assert.Equal(2, rows.GetArrayLength());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("kernels", rows[i].GetProperty("group").GetString());
            Assert.Equal("gemm-256", rows[i].GetProperty("workload").GetString());
            Assert.Equal(i + 1, rows[i].GetProperty("threads").GetInt32());
            var best = rows[i].GetProperty("best_ms").GetDouble();
            Assert.InRange(best, 0.001, rows[i].GetProperty("median_ms").GetDouble());
            Assert.Equal(1000 / best, rows[i].GetProperty("samples_per_s").GetDouble(), 1e-6 * 1000 / best);
            Assert.True(rows[i].GetProperty("limit_share").GetDouble() > 0);
            Assert.InRange(rows[i].GetProperty("peak_memory_mb").GetDouble(), 5, 2000);
        }
    }

    [Theory]
    [InlineData("There is no group 'speed'. Groups: ", "speed")]
    [InlineData("Name a group first.")]
    [InlineData("--workloads: group kernels has no workload 'gemm-255'. Its workloads: gemm-256,", "kernels", "--workloads", "gemm-255,gemm-256")]
    [InlineData("There is no option '--fast'. Options: --threads,", "kernels", "--fast")]
    [InlineData("--threads is '1,0'; give whole numbers from 1 to 256", "kernels", "--threads", "1,0")]
    [InlineData("--seconds is 'x'; give a number from", "kernels", "--seconds", "x")]
    [InlineData("--rounds needs a value after it.", "kernels", "--rounds")]
    [InlineData("--peer is 'numpy'; the peers are: pytorch.", "kernels", "--peer", "numpy")]
    public void A_wrong_command_line_exits_2_and_says_what_is_valid(string message, params string[] arguments)
    {
        var (code, output, error) = Run(arguments);

        Assert.Equal(2, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Equal("", output);
    }

    [Fact]
    public void A_peer_that_is_not_there_exits_3_and_says_how_to_install_it()
    {
        var (code, _, error) = Run(("DESCENT_PEER_PYTHON", "/nowhere/python3"), "kernels", "--threads", "1", "--seconds", "0.01", "--peer", "pytorch", "--workloads", "gemm-256");

        Assert.Equal(3, code);
        Assert.Contains("apt-get install python3-torch", error, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments) => Run(default, arguments);

    private static (int Code, string Output, string Error) Run((string Name, string Value) variable, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Descent.Benchmarks.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (variable.Name != null) start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
