using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Tells the dashboard of run files and the doctor's judgement.</summary>
internal sealed class RunKnowledge : IRunKnowledge
{
    /// <summary>A history of 100,000 epochs; judging more would keep the dashboard busy.</summary>
    private const long MostHistory = 16 << 20;

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> SettingsOf(string source, byte[] text)
    {
        var problems = new Problems();
        using var stream = new MemoryStream(text);
        var root = YamlReader.Read(source, stream, problems);
        if (problems.Count > 0 || root is null) throw new IOException(problems.Lines.FirstOrDefault() ?? $"{source}: it is no run file.");
        return Flatten("", root);
    }

    /// <inheritdoc/>
    public byte[]? VerdictOn(string folder)
    {
        try
        {
            if (new FileInfo(Path.Combine(folder, RunFolder.HistoryFile)) is not { Exists: true, LinkTarget: null, Length: > 0 and <= MostHistory }) return null;
            return System.Text.Encoding.UTF8.GetBytes(Json.Write(DiagnosisReport.OfHistory(folder).Write));
        }
        catch (Exception e) when (e is ConfigurationException or FileException or DataException or IOException or UnauthorizedAccessException)
        {
            return null; // what is wrong with the files is said where they are shown
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Flatten(string path, YamlNode node) => node switch
    {
        YamlMap { Entries.Count: > 0 } map => map.Entries.SelectMany(e => Flatten(path.Length == 0 ? e.Key : $"{path}.{e.Key}", e.Value)),
        _ => [new(path, YamlWriter.Inline(node))],
    };
}
