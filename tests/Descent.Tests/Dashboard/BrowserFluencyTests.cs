using System.Diagnostics;
using System.Globalization;
using Descent.Benchmarks;
using Descent.Cli;
using Descent.Dashboard;
using Descent.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests;

/// <summary>
/// How fast the page is with very many long runs: until the list and a first curve are drawn, and while curves of several runs are moved. Times are told; only what hangs fails, for a
/// busy machine is no fault. The figures of docs/performance.md: <c>DESCENT_LONG=1 dotnet test tests/Descent.Tests -c Release --filter BrowserFluency --logger "console;verbosity=detailed"</c>.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserFluencyTests(Browser browser, ITestOutputHelper output) : IDisposable
{
    private const int Compared = 6, Moves = 100;

    /// <summary>Notes when there are rows, and when a curve has left its colour on a canvas.</summary>
    private const string NoteDrawn = """
        window.drawn = {};
        const look = () => {
          if (!drawn.list && document.querySelector(".rows li")) drawn.list = performance.now();
          if (drawn.list && !drawn.curve && [...document.querySelectorAll("article.chart canvas")].some(hasCurve)) drawn.curve = performance.now();
          if (!drawn.curve) setTimeout(look, 20);
        };
        const hasCurve = (canvas) => {
          const color = parseInt(getComputedStyle(document.documentElement).getPropertyValue("--series-0").trim().slice(1), 16);
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255 && ((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]) === color) return true;
          return false;
        };
        look();
        """;

    private const string NoteFrames = """
        () => {
          window.frames = [];
          window.isNoted = true;
          let last = performance.now();
          const note = (now) => { window.frames.push(now - last); last = now; if (window.isNoted) requestAnimationFrame(note); };
          requestAnimationFrame(note);
        }
        """;

    private const string NextFrame = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Many_long_runs_are_opened_and_moved()
    {
        var (runs, points) = (Soak.Cases(100, 1000), Soak.Cases(3_000, 100_000));
        RunMill.Make(_folder.Path, runs, points);
        await using var server = await DashboardServer.Start(new DashboardOptions(_folder.Path) { Port = 0, Knowledge = new RunKnowledge() });
        output.WriteLine($"{runs} runs of {points} points");
        for (var visit = 0; visit < 2; visit++)
        {
            await using var watched = await browser.Open();
            var page = watched.Page;
            await page.AddInitScriptAsync(NoteDrawn);
            await page.GotoAsync(server.Url.AbsoluteUri);
            await page.WaitForFunctionAsync("() => window.drawn.curve");
            output.WriteLine($"{(visit == 0 ? "first visit" : "second visit")}: list after {await Told("drawn.list")}, a curve after {await Told("drawn.curve")}");
            await Assertions.Expect(page.Locator(".count")).ToHaveTextAsync($"{runs} runs");
            if (visit == 0) continue;

            // Several runs, of which a tenth is zoomed into.
            for (var i = 1; i < Compared; i++) await page.Locator(".rows li .choose").Nth(i).CheckAsync();
            var chart = page.Locator("article[data-chart='loss/batch']");
            await Assertions.Expect(chart.Locator(".legend button")).ToHaveCountAsync(Compared);
            await chart.ScrollIntoViewIfNeededAsync();
            var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;
            await Refined(page, () => Drag(page, box, 0.4f, 0.5f, steps: 5));
            await Assertions.Expect(chart.Locator("button.reset")).ToBeVisibleAsync();

            // Moved along: the last answer to arrive is that of where it stops.
            await page.Keyboard.DownAsync("Shift");
            var refined = await Refined(page, async () =>
            {
                await page.EvaluateAsync(NoteFrames);
                await Drag(page, box, 0.75f, 0.35f, Moves);
                await page.EvaluateAsync("() => { window.isNoted = false; }");
            });
            await page.Keyboard.UpAsync("Shift");
            var frames = (await page.EvaluateAsync<double[]>("window.frames.slice(1)")).Order().ToList();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Compared} runs moved: {frames.Count} frames, median {frames[frames.Count / 2]:F1} ms, 95 % {frames[(int)(frames.Count * 0.95)]:F1} ms, longest {frames[^1]:F0} ms; finer curves {refined.TotalMilliseconds:F0} ms after the end"));
            await Assertions.Expect(chart.Locator("button.reset")).ToBeVisibleAsync();
            watched.AssertClean(server.Address);

            // It moved: what is in sight lies further right than what was zoomed into.
            await chart.Locator("[role=img]").FocusAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            var readout = await chart.Locator(".readout").TextContentAsync();
            Assert.True(double.Parse(readout!.Split(' ')[1], NumberStyles.Number, CultureInfo.InvariantCulture) > 0.4 * 10 * points, readout);

            async Task<string> Told(string time)
            {
                var milliseconds = await page.EvaluateAsync<double>(time);
                return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1e3:F2} s");
            }
        }
    }

    private static async Task Drag(IPage page, LocatorBoundingBoxResult box, float from, float to, int steps)
    {
        await page.Mouse.MoveAsync(box.X + box.Width * from, box.Y + 50);
        await page.Mouse.DownAsync();
        for (var i = 1; i <= steps; i++)
        {
            await page.Mouse.MoveAsync(box.X + box.Width * (from + (to - from) * i / steps), box.Y + 50);
            await Task.Delay(8); // a hand that takes about a second
        }

        await page.Mouse.UpAsync();
    }

    /// <summary>The time from the end of an action until curves fetched for what it shows are drawn.</summary>
    private static async Task<TimeSpan> Refined(IPage page, Func<Task> action)
    {
        var (asked, answered, last) = (0, 0, Stopwatch.GetTimestamp());
        page.Request += Ask;
        page.RequestFinished += Answer;
        try
        {
            await action();
            var end = Stopwatch.GetTimestamp();

            // Requests rest between one and the next: none for this long means that what is drawn is what was asked for last.
            while (Volatile.Read(ref asked) == 0 || Volatile.Read(ref asked) > Volatile.Read(ref answered) || Stopwatch.GetElapsedTime(Volatile.Read(ref last)) < TimeSpan.FromSeconds(1))
            {
                Assert.True(Stopwatch.GetElapsedTime(end).TotalMilliseconds < Browser.Patience, "No curves came.");
                await Task.Delay(10);
            }

            var (clock, since) = (Stopwatch.StartNew(), Volatile.Read(ref last));
            await page.EvaluateAsync(NextFrame);
            return Stopwatch.GetElapsedTime(end, Math.Max(end, since)) + clock.Elapsed;
        }
        finally
        {
            page.Request -= Ask;
            page.RequestFinished -= Answer;
        }

        void Ask(object? _, IRequest request)
        {
            if (request.Url.Contains("/api/series", StringComparison.Ordinal)) Interlocked.Increment(ref asked);
        }

        void Answer(object? _, IRequest request)
        {
            if (!request.Url.Contains("/api/series", StringComparison.Ordinal)) return;
            Volatile.Write(ref last, Stopwatch.GetTimestamp());
            Interlocked.Increment(ref answered);
        }
    }
}
