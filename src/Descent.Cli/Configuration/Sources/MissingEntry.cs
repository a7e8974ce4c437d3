namespace Descent.Cli;

/// <summary>What <c>missing</c> of a table can be: what to do about empty cells.</summary>
internal static class MissingEntry
{
    public static IReadOnlyList<Entry<Func<CsvOptions, CsvOptions>>> Table { get; } =
    [
        Plain("refuse", MissingValues.Refuse),
        Plain("mean", MissingValues.Mean),
        Plain("median", MissingValues.Median),
        Plain("most_frequent", MissingValues.MostFrequent),
        new("constant", value => value.Map<Func<CsvOptions, CsvOptions>>(s =>
        {
            var number = s.Number("number", 0, Bounds.Any);
            var category = s.Text("category", "missing");
            return options => options with { Missing = MissingValues.Constant, FillNumber = number, FillCategory = category };
        }), Example: "number: 0"),
    ];

    private static Entry<Func<CsvOptions, CsvOptions>> Plain(string name, MissingValues missing) =>
        new(name, value => value.Map<Func<CsvOptions, CsvOptions>>(_ => options => options with { Missing = missing }));
}
