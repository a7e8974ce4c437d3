using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Data;

public sealed class CsvPropertyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A table as it is meant: numbers, categories with awkward characters, labels.</summary>
    private sealed record Table(float[] Numbers, string[] Texts, string[] Labels, char Separator, string LineEnd, bool QuoteAll, bool Mark)
    {
        public string Write()
        {
            var text = new StringBuilder();
            Line("number", "the \"text\"", "label");
            for (var i = 0; i < Numbers.Length; i++) Line(Numbers[i].ToString("R", CultureInfo.InvariantCulture), Texts[i], Labels[i]);
            return text.ToString();

            void Line(params string[] cells) => text.AppendJoin(Separator, cells.Select(Cell)).Append(LineEnd);
        }

        private string Cell(string cell) => QuoteAll || cell.Any(",;|\t\"\n\r".Contains) || cell != cell.Trim()
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
    }

    private static Arbitrary<Table> Tables() => (
        from rows in Gen.Choose(2, 30)
        from bits in Gen.ArrayOf(Gen.Choose(int.MinValue, int.MaxValue), rows)
        from texts in Gen.ArrayOf(Gen.Elements("red", "a,b", "semi;colon", "say \"hi\"", "two\nlines", "é水🎈", "-", "x|y", "tab\there"), rows)
        from labels in Gen.ArrayOf(Gen.Elements("yes", "no", "may,be"), rows)
        from separator in Gen.Elements(',', ';', '\t', '|')
        from lineEnd in Gen.Elements("\n", "\r\n")
        from quoteAll in Gen.Elements(true, false)
        from mark in Gen.Elements(true, false)
        select new Table(
            [.. bits.Select(BitConverter.Int32BitsToSingle).Select(f => float.IsFinite(f) ? f : 0)],
            [.. texts.Select((t, i) => i == 0 ? "red" : t)],
            [.. labels.Select((l, i) => i < 2 ? (i == 0 ? "yes" : "no") : l)],
            separator, lineEnd, quoteAll, mark)).ToArbitrary();

    [Fact]
    public void What_is_written_is_read() => Prop.ForAll(Tables(), table =>
    {
        var path = Path.Combine(_folder, "t.csv");
        File.WriteAllText(path, table.Write(), new UTF8Encoding(table.Mark));
        var data = Csv.Load(path, new CsvOptions { Label = "label", Separator = table.Separator });
        Assert.Equal(table.Labels.Distinct().Order(StringComparer.Ordinal), data.Target.Names);
        var categories = table.Texts.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(categories, data.Encoding.Columns[1].Categories);
        Assert.Equal(table.Numbers.Length, data.Count);
        var range = table.Numbers.Max() - (double)table.Numbers.Min();
        var values = new float[1 + categories.Count];
        for (var i = 0; i < data.Count; i++)
        {
            data.ReadInput(i, values);
            Assert.True(Math.Abs(values[0] - (double)table.Numbers[i]) <= range * 1e-7, $"{table.Numbers[i]:R} became {values[0]:R}");
            Assert.Equal(categories.IndexOf(table.Texts[i]), Array.IndexOf(values, 1f, 1) - 1);
            Assert.Equal(table.Labels[i], data.Target.Names[data.ReadClass(i)]);
        }

        var again = TableEncoding.FromJson(TableEncoding.Fit(data, standardize: false).ToJson()).Load(path);
        var same = new float[values.Length];
        again.ReadInput(data.Count - 1, same);
        Assert.Equal(values, same);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quote_that_is_never_closed_does_not_swallow_a_large_file()
    {
        var path = Path.Combine(_folder, "t.csv");
        using (var writer = new StreamWriter(path))
        {
            writer.Write("a,label\n1,x\n\"");
            for (var i = 0; i < 4_000_000; i++) writer.Write("2,y\n3,x\n");
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataException>(() => Csv.Load(path, new CsvOptions { Label = "label" }));
        Assert.StartsWith($"{path}: line 3: the quotes do not match", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (64L << 20) + 2 * new FileInfo(path).Length);
    }
}
