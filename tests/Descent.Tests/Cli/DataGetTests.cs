using System.Security.Cryptography;
using Descent.Cli;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests;

/// <summary>Downloading data sets, from a server on this machine that also misbehaves.</summary>
public sealed class DataGetTests : IDisposable
{
    private static readonly byte[] s_contents = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i / 7))];
    private static readonly byte[] s_small = [1, 2, 3];

    private readonly CommandFolder _folder = new();

    private static PublicSet Set => new("small", ["http://127.0.0.1:1/"], [File("a.gz", s_contents), File("b.gz", s_small)], "idx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_fetched_verified_and_not_fetched_again()
    {
        using var server = new FileServer(Good);
        System.IO.File.WriteAllText(_folder.Out("a.gz.part"), "left by an interrupted call");
        Assert.Equal(2, Fetch([server.Address]));
        Assert.Equal(ImageFixtures.Gzip(s_contents), System.IO.File.ReadAllBytes(_folder.Out("a.gz")));
        Assert.Equal(["a.gz", "b.gz"], Names());
        Assert.Equal(0, Fetch([server.Address]));
        System.IO.File.Delete(_folder.Out("b.gz"));
        Assert.Equal(1, Fetch([server.Address]));
        Assert.Equal(["a.gz", "b.gz", "b.gz"], server.Asked);
    }

    [Fact]
    public void A_source_that_fails_is_followed_by_the_next()
    {
        using var bad = new FileServer(_ => [FileServer.Header("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]);
        using var good = new FileServer(Good);
        Assert.Equal(2, Fetch(["http://127.0.0.1:1/", bad.Address, good.Address]));
        Assert.Equal(["a.gz", "b.gz"], bad.Asked);
        Assert.Equal(["a.gz", "b.gz"], good.Asked);
    }

    public static TheoryData<string, string> Failures => new()
    {
        { "404", "the answer is 404 (Not Found)." },
        { "other", "the SHA-256 of its contents is " },
        { "cut", "ended" },
        { "cut inside", "its contents end after " },
        { "plain", "it is not compressed with gzip, or damaged: " },
        { "promises too much", "it has 999999999 bytes, more than the 165636 it can have." },
        { "sends too much", "more than the 165636 bytes it can have were sent." },
        { "unpacks to too much", "its contents have more than the 100000 bytes that were published." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_wrong_answer_leaves_nothing_behind_and_says_what_and_what_to_do(string kind, string reason)
    {
        var good = ImageFixtures.Gzip(s_contents);
        using var server = new FileServer(_ => kind switch
        {
            "404" => [FileServer.Header("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")],
            "other" => [FileServer.Ok(ImageFixtures.Gzip([.. s_contents.Reverse()]))],
            "cut" => [FileServer.Ok(good)[..^500]],
            "cut inside" => [FileServer.Ok(ImageFixtures.Gzip(s_contents[..^1]))],
            "plain" => [FileServer.Ok(s_contents)],
            "promises too much" => [FileServer.Header("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\nConnection: close\r\n\r\n")],
            "sends too much" => Enumerable.Repeat(new byte[10_000], 100).Prepend(FileServer.Header("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")),
            _ => [FileServer.Ok(ImageFixtures.Gzip(new byte[10_000_000]))],
        });
        if (kind == "other") reason = $"the SHA-256 of its contents is {Hash([.. s_contents.Reverse()])}, but {Hash(s_contents)} was published: it is another file, or damaged.";
        var error = Assert.Throws<FileException>(() => Fetch([server.Address])).Message;
        Assert.StartsWith($"a.gz could not be fetched from any source:\n  {server.Address}a.gz: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.EndsWith($"Where there is no network, put the files a.gz, b.gz into {_folder.Path} by hand, or name another source with --from.", error, StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    [Fact]
    public void A_file_that_is_there_but_wrong_is_not_overwritten()
    {
        System.IO.File.WriteAllBytes(_folder.Out("a.gz"), ImageFixtures.Gzip(s_small));
        var error = Assert.Throws<FileException>(() => Fetch(["http://127.0.0.1:1/"])).Message;
        Assert.Equal($"{_folder.Out("a.gz")}: its contents end after 3 of 100000 bytes. Move it away, and the right one will be fetched.", error);
        Assert.Equal(ImageFixtures.Gzip(s_small), System.IO.File.ReadAllBytes(_folder.Out("a.gz")));
    }

    [Fact]
    public void Cancelling_ends_a_download_and_leaves_nothing_half()
    {
        using var stop = new CancellationTokenSource();
        using var server = new FileServer(_ =>
        {
            stop.CancelAfter(50);
            return Enumerable.Repeat(new byte[1], 100).Select(piece =>
            {
                Thread.Sleep(20);
                return piece;
            }).Prepend(FileServer.Header("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Fetch([server.Address], stop.Token));
        Assert.Empty(Names());
    }

    [Fact]
    public void The_command_explains_itself()
    {
        void Refused(string message, params string[] args)
        {
            var outcome = _folder.Run(args);
            Assert.Equal((2, message), (outcome.Code, outcome.Error));
        }

        Refused("descent: data get: unknown data set mnits; did you mean mnist? There are mnist, fashion-mnist.\n", "data", "get", "mnits");
        Refused("descent: --from here: it is no address; expected one such as https://example.org/mnist/.\n", "data", "get", "mnist", "--from", "here");
        Refused("descent: unknown verb gte; did you mean get? There is get.\nSee descent data --help.\n", "data", "gte");
        Refused("descent: unknown option --form; did you mean --from? There are --out, --from, --help, --json, --verbose.\nSee descent data get --help.\n", "data", "get", "mnist", "--form", "x");

        var outcome = _folder.Run("data", "get", "mnist", "--from", "http://127.0.0.1:1/", "--out", _folder.Out("new"));
        Assert.Equal(3, outcome.Code);
        Assert.Contains("by hand, or name another source with --from.", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Known_sets_name_sources_and_checksums_for_each_file()
    {
        Assert.All(PublicSets.All, set =>
        {
            Assert.True(set.Mirrors.Count >= 2);
            Assert.All(set.Mirrors, m => Assert.True(Uri.TryCreate(m, UriKind.Absolute, out _) && m.EndsWith('/'), m));
            Assert.Equal(4, set.Files.Select(f => f.Sha256).Distinct().Count());
            Assert.All(set.Files, f => Assert.Equal((64, true), (f.Sha256.Length, f.Name.EndsWith(".gz", StringComparison.Ordinal))));
            Assert.Equal([47_040_016, 60_008, 7_840_016, 10_008], set.Files.Select(f => f.Size));
        });
    }

    private static IEnumerable<byte[]> Good(string name) => [FileServer.Ok(ImageFixtures.Gzip(name == "a.gz" ? s_contents : s_small))];

    private static PublicFile File(string name, byte[] contents) => new(name, contents.Length, Hash(contents));

    private static string Hash(byte[] contents) => Convert.ToHexStringLower(SHA256.HashData(contents));

    private int Fetch(string[] mirrors, CancellationToken stop = default) => new Downloader(TextWriter.Null).Fetch(Set, _folder.Path, mirrors, stop);

    private IEnumerable<string> Names() => Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!;
}
