using Descent.Cli;
using Descent.Dashboard;
using Descent.Tests.Cheatsheet;
using Descent.Tests.Dashboard;
using Microsoft.Playwright;
using Xunit;

namespace Descent.Tests;

/// <summary>Pages that stand in one file, opened from the disk without a network.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserPageTests(Browser browser) : IDisposable
{
    private readonly CommandFolder _folder = new();

    /// <summary>Plots of curves that lack the colour of one of theirs, as the style sheet gives it.</summary>
    private const string Undrawn = """
        () => [...document.querySelectorAll(".lines-block")].filter((block) => {
          const canvas = block.querySelector("canvas"), data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, seen = new Set();
          for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
          return !seen.has(parseInt(getComputedStyle(document.documentElement).getPropertyValue("--series-1").trim().slice(1), 16)) && block.querySelectorAll(".legend button").length > 1;
        }).map((block) => block.querySelector("h3")?.textContent ?? "")
        """;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1400, false)]
    [InlineData(390, true)]
    public async Task Every_kind_of_block_is_drawn_and_can_be_read(int width, bool isDark)
    {
        var file = _folder.Out("page.html");
        PageFile.Write(file, SamplePage.Every);
        await using var watched = await Open(file, width, isDark);
        var page = watched.Page;
        await Assertions.Expect(page.Locator(".block")).ToHaveCountAsync(SamplePage.Every.Sections.Sum(s => s.Blocks.Count));
        await Assertions.Expect(page.Locator(".lines-block canvas")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".bars-block svg[aria-hidden] rect").First).ToBeAttachedAsync();
        await Assertions.Expect(page.Locator(".valley-block svg .trail")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("math")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("does not know how to draw")).ToHaveCountAsync(0);
        await PageChecks.AssertLegible(page);
        await PageChecks.AssertReachable(page);
        Assert.Equal(isDark, await page.EvaluateAsync<bool>("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 128"));

        // Plots have their numbers as a table too.
        await page.Locator(".lines-block details.data summary").First.ClickAsync();
        await Assertions.Expect(page.Locator(".lines-block .data-body tbody tr")).ToHaveCountAsync(4);
        watched.AssertClean(null);
    }

    [Fact]
    public async Task A_series_is_hidden_by_a_click_and_by_a_key()
    {
        var file = _folder.Out("page.html");
        PageFile.Write(file, SamplePage.Every);
        await using var watched = await Open(file);
        var (plot, name) = (watched.Page.Locator(".lines-block").First, watched.Page.Locator(".lines-block button[data-series=training]"));
        await Assertions.Expect(plot.Locator("canvas")).ToHaveCountAsync(1);
        var all = await Pixels(plot);
        await name.ClickAsync();
        await Assertions.Expect(name).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.NotEqual(all, await Pixels(plot));
        await name.PressAsync("Enter");
        await Assertions.Expect(name).ToHaveAttributeAsync("aria-pressed", "true");

        // Values are read and parts looked at without a mouse.
        await plot.Locator("[role=img]").FocusAsync();
        await watched.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(plot.Locator(".readout")).ToContainTextAsync("epoch");
        await watched.Page.Keyboard.PressAsync("+");
        await Assertions.Expect(plot.Locator("button.reset")).ToBeVisibleAsync();
        var zoomed = await Pixels(plot);
        await watched.Page.Keyboard.PressAsync("PageDown");
        Assert.NotEqual(zoomed, await Pixels(plot));
        await watched.Page.Keyboard.PressAsync("0");
        await Assertions.Expect(plot.Locator("button.reset")).ToBeHiddenAsync();
        watched.AssertClean(null);
    }

    [Fact]
    public async Task The_report_of_a_run_opens_from_the_disk_without_a_network()
    {
        var run = _folder.Train("run");
        await using var watched = await Open(Path.Combine(run, "report.html"));
        await Assertions.Expect(watched.Page.Locator("h1")).ToContainTextAsync("digits: test accuracy");
        await Assertions.Expect(watched.Page.Locator("#training .lines-block canvas").Nth(1)).ToBeVisibleAsync();
        await Assertions.Expect(watched.Page.Locator("#predictions table.heat tbody tr")).ToHaveCountAsync(10);
        Assert.True(await watched.Page.EvaluateAsync<bool>("[...document.images].length > 0 && [...document.images].every((i) => i.complete && i.naturalWidth === 8)"));
        watched.AssertClean(null);
    }

    /// <summary>Every section, in quick: other tests ran them already.</summary>
    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_cheatsheet_can_be_read(int width, bool isDark)
    {
        var sections = SheetSections.All.Select(s => SheetRuns.Quick(s.Id).Section(s, $"descent cheatsheet --only {s.Id}")).ToList();
        var file = _folder.Out("cheatsheet.html");
        PageFile.Write(file, new Page("The cheatsheet", "All of it.", [], sections));
        await using var watched = await Open(file, width, isDark);
        var page = watched.Page;
        Assert.Equal(SheetSections.All.Select(s => s.Id), await page.EvaluateAsync<string[]>("[...document.querySelectorAll('main section')].map((s) => s.id)"));
        var blocks = sections.SelectMany(s => s.Blocks).ToList();
        await Assertions.Expect(page.Locator(".block")).ToHaveCountAsync(blocks.Count);
        await Assertions.Expect(page.Locator(".lines-block canvas")).ToHaveCountAsync(blocks.Count(b => b is LinesBlock));
        await Assertions.Expect(page.Locator(".bars-block .plot svg")).ToHaveCountAsync(blocks.Count(b => b is BarsBlock));
        await Assertions.Expect(page.Locator(".graph-block svg .node").First).ToBeVisibleAsync();
        await PageChecks.AssertLegible(page);
        Assert.Empty(await page.EvaluateAsync<string[]>(Undrawn));

        // On a phone the whole graph stands in sight.
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.graph-block .scroll')].every((b) => b.scrollWidth <= b.clientWidth)"));
        watched.AssertClean(null);
    }

    private async Task<WatchedPage> Open(string file, int width = 1400, bool isDark = false)
    {
        var watched = await browser.Open(width, isDark);
        await watched.Page.Context.SetOfflineAsync(true);
        await watched.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return watched;
    }

    private static Task<string> Pixels(ILocator plot) => plot.Locator("canvas").EvaluateAsync<string>("(c) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(c.toDataURL()))))");
}
