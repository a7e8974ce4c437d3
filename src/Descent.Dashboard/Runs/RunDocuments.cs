using System.Text;
using System.Text.Json;

namespace Descent.Dashboard;

/// <summary>The small files of one run, read when they are asked for. What is wrong with one is said in <see cref="Errors"/>, and the others are shown.</summary>
internal sealed class RunDocuments(string folder)
{
    private readonly List<string?> _errors = [];

    public IEnumerable<string?> Errors => _errors;

    /// <summary>The run file as it stands; null if there is none.</summary>
    public string? Configuration => field ??= Read(RunFiles.Configuration, RunFiles.MostConfiguration) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public JsonDocument? Result => Json(RunFiles.Result, RunFiles.MostResult);

    public JsonDocument? Validation => Json(RunFiles.Validation, RunFiles.MostValidation);

    /// <summary>The run file's settings, one by one.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings(string name, IRunKnowledge? knowledge)
    {
        if (knowledge is null || Configuration is not { } text) return [];
        try
        {
            return knowledge.SettingsOf($"{name}/{RunFiles.Configuration}", Encoding.UTF8.GetBytes(text)).ToList();
        }
        catch (IOException e)
        {
            _errors.Add(e.Message);
            return [];
        }
    }

    private JsonDocument? Json(string file, int most)
    {
        if (Read(file, most) is not { } bytes) return null;
        try
        {
            var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            _errors.Add($"{file}: it holds no object; expected what a run writes.");
        }
        catch (JsonException e)
        {
            _errors.Add($"{file}: it is not what a run writes ({e.Message})");
        }

        return null;
    }

    private byte[]? Read(string file, int most)
    {
        try
        {
            return RunFiles.ReadAll(Path.Combine(folder, file), most);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add(e.Message);
            return null;
        }
    }
}
