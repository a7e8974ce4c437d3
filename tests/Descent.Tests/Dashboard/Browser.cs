using Microsoft.Playwright;
using Xunit;

namespace Descent.Tests;

/// <summary>The collection of tests in a browser: they share one, and run after all others, because a page wants a processor to itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "Browser";
}

/// <summary>The system's Chromium, started once.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Whatever takes longer hangs: nothing here is about speed.</summary>
    public const float Patience = 90_000;

    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        var path = s_places.FirstOrDefault(File.Exists);
        Assert.True(path is not null, "The tests in a browser need Chromium: apt-get install chromium (test.sh does it).");
        _playwright = await Playwright.CreateAsync();
        // As root, and in containers, Chromium has no sandbox; the pages are our own.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage"], Timeout = Patience });
        Assertions.SetDefaultExpectTimeout(Patience);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens an empty page of a browser without a past.</summary>
    internal async Task<WatchedPage> Open(int width = 1400, bool isDark = false)
    {
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
        context.SetDefaultTimeout(Patience);
        return new WatchedPage(context, await context.NewPageAsync());
    }
}

/// <summary>A page, with all that it complains of and asks for.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<Uri> _requests = [];

    public WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Add(_complaints, message.Type is "error" or "warning" ? $"{message.Type}: {message.Text}" : null);
        page.PageError += (_, error) => Add(_complaints, error);
        page.Request += (_, request) => Add(_requests, new Uri(request.Url));
    }

    public IPage Page { get; }

    /// <summary>No complaint, and no request to anywhere but here.</summary>
    /// <param name="server">Where pages come from; null for the disk.</param>
    /// <param name="mayMissServer">Whether the server goes, or forgets the page, which the browser complains of whatever the page does.</param>
    public void AssertClean(Uri? server, bool mayMissServer = false)
    {
        lock (_complaints)
        {
            Assert.DoesNotContain(_complaints, c => !(mayMissServer && c.StartsWith("error: Failed to load resource", StringComparison.Ordinal)));
            Assert.All(_requests, r => Assert.True(r.Scheme is "data" or "file" || (server is not null && r.Authority == server.Authority), $"the page asked for {r}"));
            Assert.NotEmpty(_requests);
        }
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Add<T>(List<T> list, T? item)
    {
        if (item is null) return;
        lock (_complaints) list.Add(item);
    }
}
