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
        svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: #444 } svg line { stroke: #e3e3e3 }
        @media (max-width: 40rem) {
          tr { display: block; padding: .5rem 0; border-bottom: 1px solid #ddd } td { display: inline; border: 0; padding: 0 .3rem 0 0; overflow-wrap: anywhere } th { display: none }
          td:last-child::before { content: "· expected " } .plot { overflow-x: auto } svg { min-width: 36rem }
        }
        @media (prefers-color-scheme: dark) {
          body { color: #e6e6e6; background: #16181c } td, th, tr { border-color: #3a3f46 } .why, svg text { color: #b4bac2; fill: #b4bac2 } .first { background: #22262c } svg line { stroke: #34393f }
          .PASS { color: #56d364 } .WARN { color: #e3b341 } .FAIL { color: #ff7b72 }
        }
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
        foreach (var plot in diagnosis.Plots) page.Append($"<h2>{Text(plot.Title)}</h2>\n<div class=\"plot\">{VectorPlot.Of(plot)}</div>\n");
        page.Append("</body></html>\n");
        AtomicFile.Write(path, page.ToString());
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);
}
