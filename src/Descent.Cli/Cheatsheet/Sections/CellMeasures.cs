using System.Globalization;
using System.Reflection;

namespace Descent.Cli;

/// <summary>
/// Ten measures of cell nuclei, several of them nearly the same (radius, perimeter, area), and whether the tumour is benign: the means of the
/// "Breast Cancer Wisconsin (Diagnostic)" data (W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning Repository, CC BY 4.0).
/// </summary>
internal sealed class CellMeasures
{
    /// <summary>The means stand first; standard errors and largest values of the same measures follow.</summary>
    private const int Measures = 10;

    private const string File = "breast_cancer.csv";

    private CellMeasures(IReadOnlyList<string> names, Dataset train, Dataset validation, Dataset test) =>
        (Names, Train, Validation, Test) = (names, Tensors(train, train), Tensors(validation, train), Tensors(test, train));

    /// <summary>Whose numbers they are.</summary>
    public static string Credits => "Breast Cancer Wisconsin (Diagnostic), W. Wolberg and others, UCI Machine Learning Repository, CC BY 4.0";

    /// <summary>What is measured, in words.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Inputs [n, 10], standardized by the training part's mean and deviation, and targets [n, 1]: 1 for benign.</summary>
    public (Tensor Inputs, Tensor Targets) Train { get; }

    /// <inheritdoc cref="Train"/>
    public (Tensor Inputs, Tensor Targets) Validation { get; }

    /// <inheritdoc cref="Train"/>
    public (Tensor Inputs, Tensor Targets) Test { get; }

    /// <summary>Reads them out of the program and divides them, 60 % to train on.</summary>
    /// <param name="seed">Decides which sample goes where.</param>
    public static CellMeasures Load(ulong seed)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(File)!;
        using var reader = new StreamReader(stream);
        var header = reader.ReadLine()!.Split(',');
        var label = Array.IndexOf(header, "label");
        var (inputs, classes) = (new List<float>(), new List<int>());
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = line.Split(',');
            inputs.AddRange(cells.Take(Measures).Select(c => float.Parse(c, CultureInfo.InvariantCulture)));
            classes.Add(int.Parse(cells[label], CultureInfo.InvariantCulture));
        }

        var (train, validation, test) = new InMemoryDataset([.. inputs], [Measures], [.. classes], ["malignant", "benign"]).Split(0.6, 0.2, 0.2, seed);
        return new CellMeasures([.. header.Take(Measures).Select(n => n.Replace("mean_", "", StringComparison.Ordinal).Replace('_', ' '))], train, validation, test);
    }

    private static (Tensor Inputs, Tensor Targets) Tensors(Dataset part, Dataset train)
    {
        var (rows, fit) = (Rows(part), Rows(train));
        var values = new float[part.Count * Measures];
        for (var m = 0; m < Measures; m++)
        {
            var mean = fit.Average(r => (double)r[m]);
            var deviation = Math.Sqrt(fit.Average(r => Math.Pow(r[m] - mean, 2)));
            for (var i = 0; i < rows.Length; i++) values[i * Measures + m] = (float)((rows[i][m] - mean) / deviation);
        }

        return (Tensor.From(values, [part.Count, Measures]), Tensor.From([.. Enumerable.Range(0, part.Count).Select(i => (float)part.ReadClass(i))], [part.Count, 1]));
    }

    private static float[][] Rows(Dataset data)
    {
        var rows = new float[data.Count][];
        for (var i = 0; i < rows.Length; i++) data.ReadInput(i, rows[i] = new float[Measures]);
        return rows;
    }
}
