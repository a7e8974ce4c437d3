using System.Text;

namespace Descent.Dashboard;

/// <summary>Writes a page as one HTML file that needs nothing but itself: scripts, styles and pictures stand in it.</summary>
internal static class PageFile
{
    /// <summary>The front end's page as it is built and embedded: one file, with an element where the JSON of what it shows goes.</summary>
    private const string Resource = "page.html";

    /// <summary>Where the JSON goes.</summary>
    private const string Place = "<script id=\"page\" type=\"application/json\"></script>";

    /// <summary>Whether the front end was built with this program.</summary>
    public static bool IsBuilt => typeof(PageFile).Assembly.GetManifestResourceInfo(Resource) is not null;

    /// <summary>Writes the page, or replaces it, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Page page) => AtomicFile.Write(path, Html(page));

    /// <summary>The file's text. Without a front end it says what is missing, and nothing else.</summary>
    public static string Html(Page page)
    {
        if (Template() is not { } template) return MissingFrontEnd(page.Title);
        var place = template.IndexOf(Place, StringComparison.Ordinal);
        if (place < 0) throw new InvalidOperationException($"The embedded {Resource} holds no {Place}; the front end's build leaves it in page.html.");
        return string.Concat(template.AsSpan(0, place), Place.Replace("></", $">{PageJson.Write(page)}</", StringComparison.Ordinal), template.AsSpan(place + Place.Length));
    }

    private static string? Template()
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream(Resource);
        if (stream is null) return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string MissingFrontEnd(string title) =>
        $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{System.Net.WebUtility.HtmlEncode(title)}</title></head><body><p>This page needs the front end, and the program that wrote it was built without: " +
        "Node.js was missing. Install Node.js 18 or newer (Debian: <code>apt-get install nodejs npm</code>), build again, and run the same command.</p></body></html>\n";
}
