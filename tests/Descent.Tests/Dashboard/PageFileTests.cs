using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Descent.Dashboard;
using Descent.Tests.Architecture;
using Xunit;

namespace Descent.Tests.Dashboard;

/// <summary>A page is one file with its data in it, and the front end knows everything that may be among them.</summary>
public sealed partial class PageFileTests
{
    /// <summary>Types that stand in a page besides its blocks.</summary>
    private static readonly Type[] Parts = [typeof(Page), typeof(Descent.Dashboard.Fact), typeof(PageSection), typeof(PlotAxis), typeof(Line), typeof(Marker), typeof(BarGroup), typeof(GraphNode), typeof(GraphEdge), typeof(Picture)];

    [FactAttribute] // a page has facts of its own
    public void The_front_end_is_built() =>
        Assert.True(PageFile.IsBuilt, "The front end was not built with this program: install Node.js 18 or newer (Debian: apt-get install nodejs npm) and build again; the build says what it lacks.");

    [FactAttribute]
    public void The_file_keeps_its_data()
    {
        var page = SamplePage.Every;
        var html = PageFile.Html(page);
        var element = DataElement().Match(html);
        Assert.True(element.Success);
        Assert.Equal(PageJson.Write(page), element.Groups[1].Value);
        using var json = JsonDocument.Parse(element.Groups[1].Value);
        Assert.Equal(page.Title, json.RootElement.GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("sections")[1].GetProperty("blocks")[0].GetProperty("lines")[0].GetProperty("y")[2].ValueKind);
    }

    /// <summary>Its policy lets the browser ask nobody, and run nothing but its own script.</summary>
    [FactAttribute]
    public void The_file_names_nothing_outside_itself()
    {
        var html = PageFile.Html(SamplePage.Every);
        Assert.Contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(OutsideReference(), html);
        Assert.InRange(html.Length, 10_000, 400_000);
    }

    public static TheoryData<string> Blocks => [.. typeof(PageBlock).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_front_end_knows_every_kind_of_block(string kind)
    {
        var type = typeof(PageBlock).GetCustomAttributes<JsonDerivedTypeAttribute>().Single(a => kind.Equals(a.TypeDiscriminator)).DerivedType;
        Assert.Equal(Fields(type).Append("kind").Order(), FieldsInScript(type.Name).Concat(FieldsInScript("Common")).Order());
        Assert.Contains($"  kind: \"{kind}\";", Interface(type.Name), StringComparison.Ordinal);
        Assert.Matches($@"(?m)^  {kind}: \(", File.ReadAllText(WebFile("src", "page", "blocks.ts")));
        Assert.Contains(SamplePage.Every.Sections.SelectMany(s => s.Blocks), b => b.GetType() == type);
    }

    [FactAttribute]
    public void Every_block_has_a_kind() =>
        Assert.Equal(
            typeof(PageBlock).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(PageBlock))).Select(t => t.Name).Order(),
            typeof(PageBlock).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType.Name).Order());

    [FactAttribute]
    public void The_front_end_knows_every_part_of_a_page()
    {
        foreach (var type in Parts) Assert.Equal(Fields(type).Order(), FieldsInScript(type == typeof(PageSection) ? "Section" : type.Name).Order());
    }

    private static IEnumerable<string> Fields(Type type) => type.GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name));

    private static IEnumerable<string> FieldsInScript(string name) => Field().Matches(Interface(name)).Select(m => m.Groups[1].Value);

    /// <summary>What stands between the braces of an interface of the front end.</summary>
    private static string Interface(string name)
    {
        var found = Regex.Match(File.ReadAllText(WebFile("src", "page", "types.ts")), $@"interface {name}( extends Common)? {{\n(.*?)\n}}", RegexOptions.Singleline);
        Assert.True(found.Success, $"web/src/page/types.ts has no interface {name}.");
        return found.Groups[2].Value;
    }

    private static string WebFile(params string[] path) => Path.Combine([DependencyTests.RepositoryRoot(), "src", "Descent.Dashboard", "web", .. path]);

    [GeneratedRegex("<script id=\"page\" type=\"application/json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataElement();

    [GeneratedRegex("""(src|href)="(https?:)?//|@import|url\((?!#)["']?(https?:)?//""")]
    private static partial Regex OutsideReference();

    [GeneratedRegex(@"^  (\w+)\??: ", RegexOptions.Multiline)]
    private static partial Regex Field();
}
