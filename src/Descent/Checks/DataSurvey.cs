namespace Descent;

/// <summary>What was seen of the data: each part once, so that the checks of data need not read it again.</summary>
internal sealed class DataSurvey
{
    /// <summary>Samples of a part that are read at most: enough for any share that a check asks about, few enough for seconds where files are decoded.</summary>
    private const int Most = 20_000, MostFast = 2_000;

    /// <summary>Numbers of a part that are read in any case: all of MNIST or CIFAR-10 takes no longer than 20,000 photographs.</summary>
    private const long MostNumbers = 200_000_000;

    /// <summary>Samples of which at least a hash is kept.</summary>
    private const long MostSamples = 100_000;

    /// <summary>Whole samples kept of a part: each is compared with each.</summary>
    private const int Kept = 600, KeptFast = 300;

    public DataSurvey(Splits data, bool isFast, int? ignored)
    {
        var search = new DuplicateSearch();
        (string Name, Dataset Data)[] parts = [("train", data.Train), ("validation", data.Validation), ("test", data.Test)];
        foreach (var (name, part) in parts)
            if (part.Count > 0) Parts.Add(new PartSurvey(name, Parts.Count, part, isFast ? MostFast : MostOf(part), isFast ? KeptFast : Kept, search, ignored));
    }

    /// <summary>Whether samples have rows and columns of pixels.</summary>
    public static bool AreImages(Dataset data) => data.InputShape is { Rank: 3 } shape && shape[0] > 1 && shape[1] > 1;

    private static int MostOf(Dataset data) => (int)Math.Max(Most, Math.Min(MostSamples, MostNumbers / Math.Max(1, data.InputShape.Size)));

    /// <summary>The parts that have samples, training first.</summary>
    public List<PartSurvey> Parts { get; } = [];

    public PartSurvey Train => Parts[0];

    public bool HasClasses => Train.Data.Target.Kind == TargetKind.Class;

    /// <summary>Whether samples have rows and columns of pixels.</summary>
    public bool HasImages => AreImages(Train.Data);

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
