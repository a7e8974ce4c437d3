namespace Descent;

/// <summary>What was seen of the data: each part once, so that the checks of data need not read it again.</summary>
internal sealed class DataSurvey
{
    /// <summary>Samples of a part that are read at most: enough for any share that a check asks about, few enough for seconds where files are decoded.</summary>
    private const int Most = 20_000, MostFast = 2_000;

    /// <summary>Whole samples kept of a part: each is compared with each.</summary>
    private const int Kept = 600, KeptFast = 300;

    public DataSurvey(Splits data, bool isFast)
    {
        var search = new DuplicateSearch();
        (string Name, Dataset Data)[] parts = [("train", data.Train), ("validation", data.Validation), ("test", data.Test)];
        foreach (var (name, part) in parts)
            if (part.Count > 0) Parts.Add(new PartSurvey(name, Parts.Count, part, isFast ? MostFast : Most, isFast ? KeptFast : Kept, search));
    }

    /// <summary>The parts that have samples, training first.</summary>
    public List<PartSurvey> Parts { get; } = [];

    public PartSurvey Train => Parts[0];

    public bool HasClasses => Train.Data.Target.Kind == TargetKind.Class;

    /// <summary>Whether samples have rows and columns of pixels.</summary>
    public bool HasImages => Train.Data.InputShape is { Rank: 3 } shape && shape[0] > 1 && shape[1] > 1;

    /// <summary>What a number of the input is called: its column, its pixel, its place.</summary>
    public string FeatureName(int feature)
    {
        var data = Train.Data;
        while (data is Subset part) data = part.Source;
        if (data is CsvDataset table)
        {
            foreach (var column in table.Encoding.Columns)
            {
                if (feature < column.Width) return column.Categories is { } categories ? $"column {column.Name} ({categories[feature]})" : $"column {column.Name}";
                feature -= column.Width;
            }
        }

        if (!HasImages) return $"feature {feature}";
        var shape = Train.Data.InputShape;
        return $"pixel {feature / shape[2] / shape[1]}, {feature / shape[2] % shape[1]} of channel {feature % shape[2]}";
    }
}
