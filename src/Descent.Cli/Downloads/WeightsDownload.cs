using System.Security.Cryptography;

namespace Descent.Cli;

/// <summary>A file of weights behind an address, kept in the cache's folder and checked each time before it is used.</summary>
/// <param name="Address">http or https.</param>
/// <param name="Sha256">The SHA-256 of the file, in hexadecimal.</param>
internal sealed record WeightsDownload(string Address, string Sha256)
{
    /// <summary>No network of images that this library has comes near.</summary>
    private const long MostBytes = 4L << 30;

    /// <summary>Fetches the file unless it is there, and gives its path.</summary>
    /// <param name="progress">Told what is fetched.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="FileException">It cannot be fetched, or is another file.</exception>
    public string Fetch(TextWriter progress, CancellationToken stop)
    {
        var path = Path.Combine(CacheFolder.Weights, $"{Sha256}.safetensors");
        if (File.Exists(path))
        {
            if (HashOf(path) == Sha256) return path;
            File.Delete(path); // damaged since: it was right when it got its name
        }

        Directory.CreateDirectory(CacheFolder.Weights);
        var part = $"{path}.{Environment.ProcessId}.part";
        progress.WriteLine($"descent: fetching {Address}");
        try
        {
            using var client = Downloader.Client();
            Downloader.Download(client, Address, part, MostBytes, stop);
            if (HashOf(part) is var found && found != Sha256)
                throw new FileException($"{Address}: the SHA-256 of what was sent is {found}, but {Sha256} was expected: it is another file, or damaged. It was not kept.");
            File.Move(part, path, overwrite: true);
            return path;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException or TimeoutException)
        {
            throw new FileException($"{Address} could not be fetched: {e.Message}\nWhere there is no network, put the file at {path} by hand.");
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
