using System.Diagnostics;
using System.Globalization;
using Descent.Cli;
using Descent.Dashboard;
using Descent.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests;

/// <summary>The dashboard in a browser, against runs that train. Times are told, not judged: a busy machine is no fault.</summary>
[Collection(BrowserTests.Name)]
public sealed class BrowserDashboardTests(Browser browser, ITestOutputHelper output) : IDisposable
{
    private static readonly AccessToken s_token = AccessToken.From(new string('t', AccessToken.LeastLength))!;
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_that_trains_is_followed_until_its_process_ends()
    {
        await using var server = await Serve();
        await using var watched = await Open(server);
        var page = watched.Page;
        await Assertions.Expect(page.GetByText("No run yet.")).ToBeVisibleAsync();

        using var process = DescentProcess.Start(_folder.Path, [], "train", "--out", "live", "--set", "training.epochs=1000000", "--set", "training.early_stopping=null", "--set", "model.hidden=[16]", "--set", "training.threads=1");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await Assertions.Expect(page.Locator("li[data-run=live] .badge")).ToContainTextAsync("running");
            await Assertions.Expect(page.Locator("article[data-chart=loss] canvas")).ToBeVisibleAsync();

            // What stands in the file now is on the page soon.
            for (var look = 0; look < 5; look++)
            {
                var written = File.ReadLines(_folder.Out("live/history.csv")).Count() - 1;
                var clock = Stopwatch.StartNew();
                await page.WaitForFunctionAsync("(least) => parseInt(document.querySelector('tr[data-run=live] .epoch').textContent) >= least", written, new() { PollingInterval = 20 });
                var after = clock.Elapsed;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {written} was on the page after {after.TotalMilliseconds:0} ms"));
            }

            // The curves grow too.
            const string Points = "() => document.querySelectorAll('article[data-chart=loss] .data-body tbody tr').length";
            var data = page.Locator("article[data-chart=loss] details.data summary");
            await data.ClickAsync();
            var before = await page.EvaluateAsync<int>(Points);
            for (var rows = before; rows <= before;)
            {
                await data.ClickAsync();
                await data.ClickAsync();
                rows = await page.EvaluateAsync<int>(Points);
                if (before >= 200) break; // as many as are shown
            }

            process.Kill();
            await Assertions.Expect(page.Locator("tr[data-run=live] .badge")).ToContainTextAsync("stopped");
            await Assertions.Expect(page.Locator(".note.bad")).ToContainTextAsync("ended without a result");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
        }

        watched.AssertClean(server.Address);
    }

    [Fact]
    public async Task Runs_that_ended_and_failed_are_shown_as_such_filtered_sorted_compared_and_hidden()
    {
        _folder.Train("small");
        _folder.Train("wide", "--set", "model.hidden=[32]", "--set", "training.epochs=3");
        Assert.Equal(1, _folder.Run("train", "--out", _folder.Out("broken"), "--set", "model.hidden=[16]", "--set", "training.optimizer={sgd: {learning_rate: 1.0e+30}}").Code);
        await using var server = await Serve();
        await using var watched = await Open(server);
        var page = watched.Page;
        var rows = page.Locator(".rows li");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("li[data-run=small] .badge")).ToContainTextAsync("finished");
        await Assertions.Expect(page.Locator("li[data-run=broken] .badge")).ToContainTextAsync("failed");

        // A run by itself: what it came to, and why it ended.
        await page.Locator("li[data-run=broken] .name").ClickAsync();
        await Assertions.Expect(page.Locator(".note.bad")).ToContainTextAsync("broken failed.");
        await Assertions.Expect(page.Locator(".note.bad")).ToContainTextAsync("the loss became");
        await page.Locator("li[data-run=small] .name").ClickAsync();
        await Assertions.Expect(page.Locator(".note.good")).ToContainTextAsync("all epochs done");
        await Assertions.Expect(page.Locator(".findings li").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".over-time canvas")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".settings pre")).ToContainTextAsync("hidden: [16]");

        // Two side by side.
        await page.Locator("li[data-run=wide] .choose").CheckAsync();
        await Assertions.Expect(page.Locator(".overview tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".settings tbody tr", new() { HasText = "model.hidden" })).ToContainTextAsync("[32]");
        await Assertions.Expect(page.Locator(".settings tbody tr", new() { HasText = "model.network" })).ToHaveCountAsync(0);
        var loss = page.Locator("article[data-chart=loss]");
        await Assertions.Expect(loss.Locator(".legend button")).ToHaveTextAsync(["small · validation", "small · train", "wide · validation", "wide · train"]);
        var shown = loss.Locator("[data-series='wide · train']");
        await shown.ClickAsync();
        await Assertions.Expect(shown).ToHaveAttributeAsync("aria-pressed", "false");
        await shown.PressAsync("Space");
        await Assertions.Expect(shown).ToHaveAttributeAsync("aria-pressed", "true");

        await PageChecks.AssertLegible(page);
        await PageChecks.AssertReachable(page);

        // The list.
        var filter = page.GetByLabel("Filter runs");
        foreach (var (text, names) in new (string, string[])[] { ("failed", ["broken"]), ("accuracy>0 wide", ["wide"]), ("nothing such", []), ("", ["broken", "small", "wide"]) })
        {
            await filter.FillAsync(text);
            await page.GetByLabel("Sort runs").SelectOptionAsync("name");
            await Assertions.Expect(rows).ToHaveCountAsync(names.Length);
            foreach (var (i, name) in names.Index()) await Assertions.Expect(page.Locator($".rows li[aria-posinset='{i + 1}']")).ToHaveAttributeAsync("data-run", name);
        }

        watched.AssertClean(server.Address);
    }

    [Fact]
    public async Task The_page_connects_again_when_the_server_is_back_and_says_when_it_cannot()
    {
        _folder.Train("first");
        var server = await Serve();
        var address = server.Address;
        await using var watched = await Open(server);
        var (page, connection) = (watched.Page, watched.Page.Locator(".connection"));
        await Assertions.Expect(connection).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Locator(".rows li")).ToHaveCountAsync(1);
        await server.DisposeAsync();
        await Assertions.Expect(connection).ToContainTextAsync("Connection lost");
        _folder.Train("second");
        server = await Serve(address.Port);
        await Assertions.Expect(connection).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Locator("li[data-run=second]")).ToBeVisibleAsync();
        await server.DisposeAsync();

        await using (await Serve(address.Port, AccessToken.From(new string('u', AccessToken.LeastLength))))
            await Assertions.Expect(connection).ToContainTextAsync("Open the address that it printed");
        watched.AssertClean(address, mayMissServer: true);
    }

    [Fact]
    public async Task Thousands_of_runs_are_a_list_of_a_few_rows()
    {
        const int Runs = 1000;
        for (var i = 0; i < Runs; i++)
        {
            Directory.CreateDirectory(_folder.Out($"run-{i}"));
            _folder.Write($"run-{i}/run.yaml", "name: a\ntraining:\n  epochs: 1\n");
            _folder.Write($"run-{i}/history.csv", $"epoch,train_loss,learning_rate,seconds\n1,{(i + 1) / 1000.0:R},0.1,1\n");
        }

        await using var server = await Serve();
        await using var watched = await Open(server, width: 390);
        var page = watched.Page;
        await Assertions.Expect(page.Locator(".count")).ToHaveTextAsync($"{Runs} runs");
        Assert.InRange(await page.Locator(".rows li").CountAsync(), 1, 40);
        await page.GetByLabel("Sort runs").SelectOptionAsync("loss/train");
        await Assertions.Expect(page.Locator(".rows li[aria-posinset='1']")).ToHaveAttributeAsync("data-run", "run-0");
        await page.Locator(".port").EvaluateAsync("(port) => { port.scrollTop = port.scrollHeight; }");
        await Assertions.Expect(page.Locator($".rows li[aria-posinset='{Runs}']")).ToHaveAttributeAsync("data-run", $"run-{Runs - 1}");
        Assert.InRange(await page.Locator(".rows li").CountAsync(), 1, 40);
        watched.AssertClean(server.Address);
    }

    private async Task<DashboardServer> Serve(int port = 0, AccessToken? token = null) =>
        await DashboardServer.Start(new DashboardOptions(_folder.Path) { Port = port, Token = token ?? s_token, Knowledge = new RunKnowledge() });

    private async Task<WatchedPage> Open(DashboardServer server, int width = 1400)
    {
        var watched = await browser.Open(width);
        await watched.Page.GotoAsync(server.Url.AbsoluteUri);
        await Assertions.Expect(watched.Page.Locator(".connection")).ToHaveTextAsync("Live");
        return watched;
    }
}
