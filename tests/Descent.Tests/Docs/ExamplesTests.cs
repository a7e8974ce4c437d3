using System.Diagnostics;
using System.Text.RegularExpressions;
using Descent.Tests.Architecture;
using Xunit;

namespace Descent.Tests.Docs;

public partial class ExamplesTests
{
    [Fact]
    public void The_code_in_the_readme_is_the_quickstart_that_is_compiled_and_run()
    {
        var readme = File.ReadAllText(Path.Combine(DependencyTests.RepositoryRoot(), "README.md"));
        var code = CodeBlock().Match(readme).Groups[1].Value;
        Assert.Equal(File.ReadAllText(Path.Combine(DependencyTests.RepositoryRoot(), "examples", "Quickstart", "Program.cs")), code);
    }

    [Fact]
    public void The_quickstart_learns_the_digits_and_saves_its_weights()
    {
        var folder = Directory.CreateTempSubdirectory("descent-quickstart");
        try
        {
            var output = Run("Quickstart", folder.FullName);
            Assert.Matches("^best epoch [0-9]+ of [0-9]+: ", output);
            var accuracy = double.Parse(Accuracy().Match(output).Groups[1].Value);
            Assert.True(accuracy >= 0.95, output);
            Assert.True(File.Exists(Path.Combine(folder.FullName, "digits.safetensors")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_custom_loop_fits_its_curve()
    {
        var output = Run("CustomLoop", Path.GetTempPath());
        Assert.Matches(@"step 1000: loss 0\.000[0-9]+", output);
    }

    [Fact]
    public void Every_example_is_short_and_has_a_test_here()
    {
        var folder = Path.Combine(DependencyTests.RepositoryRoot(), "examples");
        var programs = Directory.GetFiles(folder, "Program.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).ToList();
        Assert.Equal(["CustomLoop", "Quickstart"], programs.Select(f => Path.GetFileName(Path.GetDirectoryName(f)!)).Order());
        Assert.All(programs, f => Assert.True(File.ReadLines(f).Count() < 80, f));
    }

    private static string Run(string example, string folder)
    {
        // The example is built beside the tests, in the same configuration: artifacts/bin/<project>/<configuration>.
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = Path.Combine(DependencyTests.RepositoryRoot(), "artifacts", "bin", example, configuration, $"{example}.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), $"{example} did not end");
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"accuracy ([0-9.]+)")]
    private static partial Regex Accuracy();
}
