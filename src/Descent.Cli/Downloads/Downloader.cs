using System.IO.Compression;
using System.Security.Cryptography;

namespace Descent.Cli;

/// <summary>
/// Fetches the files of a public data set into a folder. A file has its name only once its contents were found to be right: what is under way, or was
/// interrupted, is called <c>….part</c>, and the next call begins that file anew. Files that are there and right are left alone.
/// </summary>
internal sealed class Downloader(TextWriter progress)
{
    /// <summary>A source that sends nothing for this long has gone away.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private const int BufferBytes = 1 << 16;

    /// <param name="set">What to fetch.</param>
    /// <param name="folder">Where to put it; made if it is not there.</param>
    /// <param name="mirrors">Where to fetch it from, in this order.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>How many files were fetched; the others were there.</returns>
    /// <exception cref="FileException">No source has a file, or a file that is there is another.</exception>
    public int Fetch(PublicSet set, string folder, IReadOnlyList<string> mirrors, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        using var client = Client();
        var fetched = 0;
        foreach (var file in set.Files)
        {
            var path = Path.Combine(folder, file.Name);
            if (File.Exists(path))
            {
                if (Problem(path, file) is { } problem)
                    throw new FileException($"{path}: {problem} Move it away, and the right one will be fetched.");
                progress.WriteLine($"{path}: is there");
                continue;
            }

            FetchFile(client, set, file, path, mirrors, stop);
            progress.WriteLine($"{path}: {new FileInfo(path).Length:N0} bytes, contents as published");
            fetched++;
        }

        return fetched;
    }

    /// <summary>A client that gives up on a source that does not answer.</summary>
    internal static HttpClient Client() => new() { Timeout = s_patience };

    private static void FetchFile(HttpClient client, PublicSet set, PublicFile file, string path, IReadOnlyList<string> mirrors, CancellationToken stop)
    {
        var part = path + ".part";
        var reasons = new List<string>();
        foreach (var mirror in mirrors)
        {
            var address = $"{mirror.TrimEnd('/')}/{file.Name}";
            try
            {
                Download(client, address, part, MostCompressed(file), stop);
                if (Problem(part, file) is not { } problem)
                {
                    File.Move(part, path);
                    return;
                }

                reasons.Add($"{address}: {problem}");
            }
            catch (Exception e) when (e is HttpRequestException or InvalidDataException or TimeoutException)
            {
                reasons.Add($"{address}: {e.Message}");
            }
            finally
            {
                File.Delete(part);
            }
        }

        throw new FileException($"{file.Name} could not be fetched from any source:\n  {string.Join("\n  ", reasons)}\n"
            + $"Where there is no network, put the files {string.Join(", ", set.Files.Select(f => f.Name))} into {Path.GetFullPath(Path.GetDirectoryName(path)!)} by hand, or name another source with --from.");
    }

    /// <summary>Writes what an address gives to a file, up to a size.</summary>
    internal static void Download(HttpClient client, string address, string path, long most, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = Send(client, request, stop);
        if (!response.IsSuccessStatusCode) throw new InvalidDataException($"the answer is {(int)response.StatusCode} ({response.ReasonPhrase}).");
        var promised = response.Content.Headers.ContentLength;
        if (promised > most) throw new InvalidDataException($"it has {promised} bytes, more than the {most} it can have.");
        using var source = response.Content.ReadAsStream(stop);
        using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        var buffer = new byte[BufferBytes];
        var total = 0L;
        while (Read(source, buffer, stop) is > 0 and var count)
        {
            total += count;
            if (total > most) throw new InvalidDataException($"more than the {most} bytes it can have were sent.");
            target.Write(buffer, 0, count);
        }

        if (promised is { } length && total < length) throw new InvalidDataException($"it ended after {total} of {length} bytes.");
        target.Flush(flushToDisk: true);
    }

    private static HttpResponseMessage Send(HttpClient client, HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            return client.Send(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {s_patience.TotalSeconds} s.", e);
        }
    }

    private static int Read(Stream source, byte[] buffer, CancellationToken stop)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timer.CancelAfter(s_patience);
        try
        {
            return source.ReadAsync(buffer, timer.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing came for {s_patience.TotalSeconds} s.", e);
        }
        catch (IOException e)
        {
            throw new InvalidDataException($"the connection broke: {e.Message}", e);
        }
    }

    /// <summary>What is wrong with a compressed file's contents; null if nothing is. It is read through once and takes no memory.</summary>
    private static string? Problem(string path, PublicFile file)
    {
        using var stream = File.OpenRead(path);
        try
        {
            using var contents = new GZipStream(stream, CompressionMode.Decompress);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            var total = 0L;
            for (int count; (count = contents.Read(buffer)) > 0; hash.AppendData(buffer, 0, count))
            {
                total += count;
                if (total > file.Size) return $"its contents have more than the {file.Size} bytes that were published.";
            }

            if (total < file.Size) return $"its contents end after {total} of {file.Size} bytes.";
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            return found == file.Sha256 ? null : $"the SHA-256 of its contents is {found}, but {file.Sha256} was published: it is another file, or damaged.";
        }
        catch (InvalidDataException e)
        {
            return $"it is not compressed with gzip, or damaged: {e.Message}";
        }
    }

    /// <summary>What cannot be compressed grows by less than a thousandth; names and the like take some more.</summary>
    private static long MostCompressed(PublicFile file) => file.Size + file.Size / 1000 + BufferBytes;
}
