using Descent.Cli;
using Xunit;

namespace Descent.Tests;

public sealed class RunFilePageTests
{
    [Fact]
    public void The_page_on_run_files_names_every_key_and_every_choice()
    {
        var page = File.ReadAllText(Path.Combine(CommandFolder.Examples, "..", "docs", "run-file.md"));
        var names = Descent.Cli.Sources.Table.Select(e => e.Name)
            .Concat(Descent.Cli.Layers.Table.Select(e => e.Name))
            .Concat(Descent.Cli.Losses.Table.Select(e => e.Name))
            .Concat(Descent.Cli.Optimizers.Table.Select(e => e.Name))
            .Concat(RegularizerConfig.Table.Select(e => e.Name))
            .Concat(ClippingConfig.Table.Select(e => e.Name))
            .Concat(GuardConfig.Table.Select(e => e.Name))
            .Concat(AveragingConfig.Table.Select(e => e.Name))
            .Concat(Descent.Cli.Schedules.Table.Select(e => e.Name))
            .Concat(Descent.Cli.Initializers.Table.Select(e => e.Name))
            .Concat(MixConfig.Table.Select(e => e.Name))
            .Concat(MissingEntry.Table.Select(e => e.Name))
            .Concat(Networks.Table.Select(n => n.Name))
            .Concat(KeysOf(YamlReader.Read("", RunConfig.OpenBuiltIn(), new Problems())!))
            .Distinct();
        var missing = names.Where(name => !new[] { $"`{name}", $".{name}`", $"{{{name}:" }.Any(form => page.Contains(form, StringComparison.Ordinal)));
        Assert.Equal("", string.Join(", ", missing));
    }

    private static IEnumerable<string> KeysOf(YamlMap map) =>
        map.Entries.Where(e => e.Key is not ("data" or "model" or "training" or "validation" or "test"))
            .SelectMany(e => e.Value is YamlMap inner ? KeysOf(inner).Prepend(e.Key) : [e.Key])
            .Concat(map.Entries.Where(e => e.Key is "data" or "model" or "training").SelectMany(e => KeysOf((YamlMap)e.Value)));
}
