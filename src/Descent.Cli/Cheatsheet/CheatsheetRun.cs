using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Runs sections one after the other, and makes the page and the JSON document of them.</summary>
internal sealed class CheatsheetRun
{
    private readonly SheetContext _context;
    private readonly IReadOnlyList<SheetSection> _sections;
    private readonly List<(SheetSection Section, SectionDraft Draft, double Seconds)> _done = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <param name="context">What the sections work with.</param>
    /// <param name="sections">Those to run.</param>
    public CheatsheetRun(SheetContext context, IReadOnlyList<SheetSection> sections) => (_context, _sections) = (context, sections);

    /// <summary>Runs the sections.</summary>
    /// <param name="ended">Is told after each: how many are done, which, and its seconds.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(Action<int, SheetSection, double> ended)
    {
        foreach (var section in _sections)
        {
            var start = _clock.Elapsed;
            var draft = new SectionDraft();
            section.Write(draft, _context);
            _context.Cancel.ThrowIfCancellationRequested();
            var seconds = (_clock.Elapsed - start).TotalSeconds;
            _done.Add((section, draft, seconds));
            ended(_done.Count, section, seconds);
        }

        _clock.Stop();
    }

    /// <summary>Seconds from the first section's start to the last one's end.</summary>
    public double Seconds => _clock.Elapsed.TotalSeconds;

    /// <summary>The figures of a section that ran, by name.</summary>
    public IReadOnlyDictionary<string, double> FiguresOf(string id) => _done.Single(d => d.Section.Id == id).Draft.Figures.ToDictionary();

    /// <summary>What the page shows.</summary>
    public Page Page()
    {
        var isWhole = _sections.Count == SheetSections.All.Count;
        return new Page(
            "Deep learning tips and tricks, executed",
            "Every technique of Stanford's CS 230 cheatsheet, tried on real data: its formula, what it does, and what it did here. Everything shown was computed in this run.",
            [
                new("Command", _context.CommandFor(isWhole ? [] : [.. _sections.Select(s => s.Id)])),
                new("Descent", Version),
                new("Processor", Processor.Name),
                new("Threads", $"{Device.Threads}"),
                new("Time", $"{_clock.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s"),
                new("Seed", $"{_context.Seed}"),
            ],
            [.. _done.Select(d => d.Draft.Section(d.Section, _context.CommandFor(d.Section.Id)))]);
    }

    /// <summary>For programs.</summary>
    public void Write(Utf8JsonWriter json, string path)
    {
        json.WriteStartObject();
        json.WriteString("out", path);
        json.WriteNumber("seed", _context.Seed);
        json.WriteBoolean("quick", _context.IsQuick);
        json.WriteNumber("threads", Device.Threads);
        json.WriteString("processor", Processor.Name);
        json.WriteString("version", Version);
        json.WriteFinite("seconds", Math.Round(Seconds, 2));
        json.WriteStartArray("sections");
        foreach (var (section, draft, seconds) in _done)
        {
            json.WriteStartObject();
            json.WriteString("id", section.Id);
            json.WriteString("title", section.Title);
            json.WriteString("group", JsonNamingPolicy.SnakeCaseLower.ConvertName($"{section.Group}"));
            json.WriteString("command", _context.CommandFor(section.Id));
            json.WriteFinite("seconds", Math.Round(seconds, 2));
            json.WriteStartObject("figures");
            foreach (var (name, value) in draft.Figures) json.WriteFinite(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Version { get; } = typeof(CheatsheetRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion is var text && text.IndexOf('+') is > 0 and var plus
        ? text[..Math.Min(text.Length, plus + 1 + ShortHash)]
        : text;

    /// <summary>Letters of a commit's name that tell it from others.</summary>
    private const int ShortHash = 7;
}
