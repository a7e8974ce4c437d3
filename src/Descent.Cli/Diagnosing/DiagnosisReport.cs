using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Descent.Cli;

/// <summary>Says what the doctor found: to people, or as JSON (its schema stands in docs/doctor.md).</summary>
internal sealed class DiagnosisReport(string run, Diagnosis diagnosis, double seconds, bool isFast)
{
    /// <summary>Where explanations are broken: terminals are mostly 80 to 120 wide.</summary>
    private const int Width = 100;

    public string Run => run;

    public Diagnosis Diagnosis => diagnosis;

    /// <summary>How long it took.</summary>
    public double Seconds => seconds;

    /// <summary>The verdict in a line, and what to do first.</summary>
    public IEnumerable<string> Summary()
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{run}: {Word(diagnosis.Verdict)} ({diagnosis.Count(CheckVerdict.Fail)} FAIL, {diagnosis.Count(CheckVerdict.Warn)} WARN, {diagnosis.Count(CheckVerdict.Pass)} PASS) in {seconds:0.0} s");
        if (diagnosis.First is { } first) yield return $"first: {first.Remedy} ({first.Check}, {first.Place})";
    }

    /// <summary>What a trained run's folder shows, or that of one that is still under way.</summary>
    /// <exception cref="FileException">It is no run's folder, or no epoch has ended yet.</exception>
    /// <exception cref="ConfigurationException">Its configuration is damaged.</exception>
    public static DiagnosisReport OfHistory(string folder)
    {
        var clock = Stopwatch.StartNew();
        var path = Path.Combine(folder, RunFolder.ConfigurationFile);
        if (!File.Exists(path)) throw new FileException($"{folder}: it holds no {RunFolder.ConfigurationFile}, so it is not the folder of a run.");
        var config = RunConfig.Load(path, []);
        var history = RecordedHistory.Read(folder);
        var curves = new RunCurves(history.Find("train.loss") ?? [], history.Find("validation.loss") ?? [], history.Find(RecordedHistory.LearningRate) ?? [])
        {
            Epochs = config.Training.Epochs,
            Patience = config.Training.EarlyStopping?.Build().Patience ?? 0,
        };
        if (curves.Train.Count == 0) throw new FileException($"{folder}: its {RunFolder.HistoryFile} holds no epoch yet; ask again after the first.");
        return new DiagnosisReport(config.Name, Doctor.Examine(curves, DoctorKeys.TermsFor(config)), clock.Elapsed.TotalSeconds, isFast: false);
    }

    public static string Word(CheckVerdict verdict) => verdict switch
    {
        CheckVerdict.Fail => "FAIL",
        CheckVerdict.Warn => "WARN",
        _ => "PASS",
    };

    /// <param name="writer">Receives the table.</param>
    /// <param name="showsSteps">Whether to show how the error of gradients' differences depends on their step, too.</param>
    public void Tell(TextWriter writer, bool showsSteps = false)
    {
        var names = diagnosis.Findings.Select(f => f.Check.Length).DefaultIfEmpty(5).Max();
        writer.WriteLine($"      {"check".PadRight(names)}  found");
        writer.WriteLine(new string('-', Width));
        foreach (var finding in diagnosis.Findings)
        {
            writer.WriteLine($"{Word(finding.Verdict)}  {finding.Check.PadRight(names)}  {(finding.Place.Length > 0 ? $"{finding.Place}: " : "")}{finding.Figure}");
            if (finding.Verdict == CheckVerdict.Pass) continue;
            Explain(writer, "expected", finding.Threshold);
            Explain(writer, "because", finding.Cause);
            Explain(writer, "do", finding.Remedy);
        }

        if (showsSteps && diagnosis.Plots.FirstOrDefault(p => p.Name == "gradients") is { } steps)
        {
            writer.WriteLine();
            writer.WriteLine($"{steps.Title}:");
            foreach (var (i, error) in steps.Curves[0].Values.Index())
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {steps.Labels[i],7}  {error,7:0.0e-0}  {new string('#', (int)Math.Clamp(3 * (16 + Math.Log10(Math.Max(error, 1e-16))), 0, 60))}"));
        }

        writer.WriteLine(new string('-', Width));
        foreach (var line in Summary()) writer.WriteLine(line);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("run", run);
        json.WriteString("verdict", Word(diagnosis.Verdict));
        json.WriteBoolean("fast", isFast);
        json.WriteNumber("seconds", Math.Round(seconds, 3));
        json.WriteStartObject("counts");
        foreach (var verdict in Enum.GetValues<CheckVerdict>()) json.WriteNumber(Word(verdict), diagnosis.Count(verdict));
        json.WriteEndObject();
        if (diagnosis.First is { } first) json.WriteNumber("first", diagnosis.Findings.ToList().IndexOf(first));
        else json.WriteNull("first");
        json.WriteStartArray("findings");
        foreach (var finding in diagnosis.Findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("verdict", Word(finding.Verdict));
            json.WriteString("place", finding.Place);
            json.WriteString("figure", finding.Figure);
            json.WriteFinite("value", finding.Value);
            json.WriteString("threshold", finding.Threshold);
            json.WriteFinite("limit", finding.Limit);
            json.WriteString("cause", finding.Cause);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A heading with its text, broken between words.</summary>
    private static void Explain(TextWriter writer, string heading, string text)
    {
        var line = $"      {heading,-8}";
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                writer.WriteLine(line);
                line = new string(' ', 14);
            }

            line += " " + word;
        }

        writer.WriteLine(line);
    }
}
