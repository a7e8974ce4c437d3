using Descent.Dashboard;
using Descent.Tests.Dashboard;
using Microsoft.Playwright;
using Xunit;

namespace Descent.Tests;

/// <summary>Pages that stand in one file, opened from the disk without a network.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserPageTests(Browser browser) : IDisposable
{
    private readonly CommandFolder _folder = new();

    /// <summary>The contrast of every text with what lies behind it, and where it is below 4.5 (WCAG 2, AA).</summary>
    private const string Contrasts = """
        () => {
          const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return { rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1 }; };
          const lum = (c) => { const [r, g, b] = c.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = (e) => { for (; e; e = e.parentElement) { const b = parse(getComputedStyle(e).backgroundColor); if (b.a > 0) return b.rgb; } return [255, 255, 255]; };
          const low = [];
          for (const e of document.querySelectorAll("body *")) {
            if (!(e instanceof HTMLElement) || e.offsetParent === null || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
            const style = getComputedStyle(e), [a, b] = [lum(parse(style.color).rgb), lum(behind(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) low.push(`${e.tagName}.${e.className} "${e.textContent.slice(0, 30)}": ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
          }
          return low;
        }
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
        Assert.Equal(await page.EvaluateAsync<int>("innerWidth"), await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.EvaluateAsync<string[]>(Contrasts));
        Assert.Equal(isDark, await page.EvaluateAsync<bool>("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 128"));

        // Each plot says in words what it shows, and has its numbers as a table.
        foreach (var plot in await page.Locator("[role=img]").AllAsync()) Assert.NotEmpty((await plot.GetAttributeAsync("aria-label"))!);
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

    private async Task<WatchedPage> Open(string file, int width = 1400, bool isDark = false)
    {
        var watched = await browser.Open(width, isDark);
        await watched.Page.Context.SetOfflineAsync(true);
        await watched.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return watched;
    }

    private static Task<string> Pixels(ILocator plot) => plot.Locator("canvas").EvaluateAsync<string>("(c) => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(c.toDataURL()))))");
}
