using System.Globalization;
using System.Text;

namespace Descent.Dashboard;

/// <summary>The first line of a <c>history.csv</c> and the last that is whole: what is measured, and its newest values. The middle of a long one is not read.</summary>
internal static class HistoryEnds
{
    /// <summary>More than any line has.</summary>
    private const int Piece = 16 << 10;

    /// <summary>Columns and their newest values; nothing if no epoch has ended.</summary>
    /// <exception cref="IOException">The file cannot be read, or is no history.</exception>
    public static IReadOnlyList<KeyValuePair<string, double>> Read(string folder)
    {
        var path = Path.Combine(folder, RunFiles.History);
        var length = RunFiles.LengthOf(path);
        if (length == 0) return [];
        var head = Encoding.UTF8.GetString(RunFiles.ReadPiece(path, 0, (int)Math.Min(length, Piece)));
        var tail = length <= Piece ? head : Encoding.UTF8.GetString(RunFiles.ReadPiece(path, length - Piece, Piece));
        var header = head.IndexOf('\n', StringComparison.Ordinal);
        var end = tail.LastIndexOf('\n'); // behind it stands nothing, or a line that is being written
        if (header < 0 || end < 0) return header < 0 && length >= Piece ? throw NoHistory() : [];
        var start = end == 0 ? -1 : tail.LastIndexOf('\n', end - 1);
        if (length <= Piece && start < 0) return []; // the header alone
        if (start < 0) throw NoHistory();
        var columns = head[..header].Split(',');
        var cells = tail[(start + 1)..end].Split(',');
        if (columns[0] != "epoch" || cells.Length != columns.Length) throw NoHistory();
        var values = new KeyValuePair<string, double>[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!double.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) throw NoHistory();
            values[i] = new(columns[i], value);
        }

        return values;
    }

    private static IOException NoHistory() => new($"{RunFiles.History}: its last line is not the numbers that its first one names; the file was changed, or is no history of a run.");
}
