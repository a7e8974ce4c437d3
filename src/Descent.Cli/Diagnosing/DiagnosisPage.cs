using System.Net;
using System.Text;

namespace Descent.Cli;

/// <summary>What the doctor found as a web page that needs nothing but itself: its style and its plots stand in it.</summary>
internal static class DiagnosisPage
{
    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1e21; background: #fff }
        h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
        table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #ddd }
        code { font: .9em ui-monospace, monospace } .why { color: #444 } .first { padding: .8rem 1rem; background: #f3f5f8; border-left: 4px solid #b3261e }
        .PASS { color: #1a7f37 } .WARN { color: #8a5a00 } .FAIL { color: #b3261e; font-weight: 600 }
        svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: #444 }
        """;

    public static void Write(string path, DiagnosisReport report)
    {
        var page = new StringBuilder();
        var diagnosis = report.Diagnosis;
        var verdict = DiagnosisReport.Word(diagnosis.Verdict);
        page.Append($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(report.Run)}: {verdict}</title><style>{Style}</style></head><body>\n");
        page.Append($"<h1>{Text(report.Run)}: <span class=\"{verdict}\">{verdict}</span></h1>\n<p>{Text(report.Summary().First())}</p>\n");
        if (diagnosis.First is { } first) page.Append($"<p class=\"first\"><b>First:</b> {Text(first.Remedy)}<br><span class=\"why\"><code>{Text(first.Check)}</code> {Text(first.Place)}: {Text(first.Cause)}</span></p>\n");
        page.Append("<table><tr><th></th><th>check</th><th>found</th><th>expected</th></tr>\n");
        foreach (var finding in diagnosis.Findings.OrderByDescending(f => f.Verdict))
        {
            var word = DiagnosisReport.Word(finding.Verdict);
            page.Append($"<tr><td class=\"{word}\">{word}</td><td><code>{Text(finding.Check)}</code></td><td>{(finding.Place.Length > 0 ? $"<b>{Text(finding.Place)}</b>: " : "")}{Text(finding.Figure)}");
            if (finding.Verdict != CheckVerdict.Pass) page.Append($"<br><span class=\"why\">Because {Text(finding.Cause)}.</span><br>Do: {Text(finding.Remedy)}.");
            page.Append($"</td><td>{Text(finding.Threshold)}</td></tr>\n");
        }

        page.Append("</table>\n");
        foreach (var plot in diagnosis.Plots) page.Append($"<h2>{Text(plot.Title)}</h2>\n{VectorPlot.Of(plot)}\n");
        page.Append("</body></html>\n");
        AtomicFile.Write(path, page.ToString());
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
