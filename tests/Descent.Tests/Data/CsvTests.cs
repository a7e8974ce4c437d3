using System.Text;
using Xunit;

namespace Descent.Tests.Data;

public sealed class CsvTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text, string name = "t.csv")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static float[] Input(Dataset data, int index)
    {
        var values = new float[data.InputShape.Size];
        data.ReadInput(index, values);
        return values;
    }

    private static float[] Target(Dataset data, int index)
    {
        var values = new float[data.Target.Count];
        data.ReadTarget(index, values);
        return values;
    }

    private static readonly CsvOptions s_label = new() { Label = "y" };

    [Fact]
    public void Numbers_categories_and_class_names_are_recognized()
    {
        var data = Csv.Load(Write("a,colour,y\n1.5,red,dog\n-2e3,blue,cat\n0,red,dog\n"), s_label);
        Assert.Equal(3, data.Count);
        Assert.Equal([3], data.InputShape);
        Assert.Equal([1.5f, 0, 1], Input(data, 0));
        Assert.Equal([-2000f, 1, 0], Input(data, 1));
        Assert.Equal(["blue", "red"], data.Encoding.Columns[1].Categories);
        Assert.Equal(["cat", "dog"], data.Target.Names);
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(data.ReadClass));
        Assert.Equal(3, data.Line(1));
    }

    [Fact]
    public void Classes_that_are_numbers_are_sorted_by_value()
    {
        var data = Csv.Load(Write("a,y\n1,10\n2,9\n3,10\n"), s_label);
        Assert.Equal(["9", "10"], data.Target.Names);
        Assert.Equal(1, data.ReadClass(0));
    }

    [Fact]
    public void Several_numbers_can_be_predicted()
    {
        var data = Csv.Load(Write("p,a,q\n1,2,3\n4,5,6\n"), new CsvOptions { Targets = ["q", "p"] });
        Assert.Equal((TargetKind.Value, 2), (data.Target.Kind, data.Target.Count));
        Assert.Equal([6f, 4], Target(data, 1));
        Assert.Equal([5f], Input(data, 1));
        Assert.Throws<InvalidOperationException>(() => data.ReadClass(0));
    }

    [Fact]
    public void Chosen_columns_are_categories_or_left_out()
    {
        var data = Csv.Load(Write("id,sex,y\n1,2,0\n2,1,1\n"), new CsvOptions { Label = "y", Ignore = ["id"], Categorical = ["sex"] });
        Assert.Equal([2], data.InputShape);
        Assert.Equal([0f, 1], Input(data, 0));
    }

    [Theory]
    [InlineData("a;y\r\n\"1\";\"x;y\"\r\n2;z\r\n")]
    [InlineData("a\ty\n1\tx;y\n2\tz\n")]
    [InlineData("\uFEFFa,y\n 1 , x;y \n\n2,z\n\n")]
    [InlineData("a|y\n1|\"x;y\"\n2|z")]
    public void Separators_quotes_line_ends_spaces_and_byte_order_marks_are_understood(string text)
    {
        var data = Csv.Load(Write(text), s_label);
        Assert.Equal(2, data.Count);
        Assert.Equal(["x;y", "z"], data.Target.Names);
        Assert.Equal([1f], Input(data, 0));
    }

    [Fact]
    public void Numbers_are_standardized_by_the_training_part_alone()
    {
        var data = Csv.Load(Write("a,same,y\n1,7,0\n3,7,1\n100,7,0\n"), s_label);
        var train = new Subset(data, [0, 1]);
        var encoding = TableEncoding.Fit(train);
        Assert.Equal((2.0, 1.0), (encoding.Columns[0].Mean, encoding.Columns[0].Deviation));
        Assert.Equal(["same"], encoding.ConstantColumns);
        var all = encoding.Apply((Dataset)data);
        Assert.Equal([[-1f, 0], [1f, 0], [98f, 0]], Enumerable.Range(0, 3).Select(i => Input(all, i)));
        Assert.Equal([1f, 0], Input(encoding.Apply((Dataset)train), 1));
        Assert.Equal([1f, 7], Input(TableEncoding.Fit(train, standardize: false).Apply((Dataset)data), 0));
    }

    [Fact]
    public void Large_numbers_keep_their_small_differences()
    {
        var data = Csv.Load(Write("t,y\n1700000000,0\n1700000001,1\n1700000002,0\n"), s_label);
        var encoded = TableEncoding.Fit(data).Apply((Dataset)data);
        var step = (float)Math.Sqrt(1.5);
        Assert.Equal([-step, 0, step], Enumerable.Range(0, 3).Select(i => Input(encoded, i)[0]));
    }

    [Theory]
    [InlineData(MissingValues.Mean, 4f, "red")]
    [InlineData(MissingValues.Median, 3f, "red")]
    [InlineData(MissingValues.MostFrequent, 3f, "red")]
    [InlineData(MissingValues.Constant, -1f, "missing")]
    public void Missing_values_are_filled_from_the_training_part(MissingValues missing, float number, string category)
    {
        var path = Write("a,c,y\n1,red,0\n3,red,1\n3,blue,0\n9,,1\n,red,0\nNA,?,1\n500,blue,1\n");
        var data = Csv.Load(path, new CsvOptions { Label = "y", Missing = missing, FillNumber = -1 });
        var encoding = TableEncoding.Fit(new Subset(data, [0, 1, 2, 3, 4]), standardize: false);
        var encoded = encoding.Apply((Dataset)data);
        Assert.Equal(number, Input(encoded, 5)[0]);
        Assert.Equal(1, Input(encoded, 5)[1 + encoding.Columns[1].Categories!.ToList().IndexOf(category)]);
        Assert.Equal(1, Input(encoded, 5).Skip(1).Sum());
        var error = Assert.Throws<InvalidOperationException>(() => Input(data, 4));
        Assert.Equal($"{path}: line 6, column 'a': the value is missing, and what to fill in was not fitted yet; fit a TableEncoding on the training part and apply it to every part.", error.Message);
    }

    /// <summary>Comparing them letter by letter would take 10¹² steps.</summary>
    [Fact]
    public void A_long_name_that_is_no_column_is_refused_at_once()
    {
        var path = Write($"a,{new string('x', 1 << 20)}\n1,2\n");
        string Refused(string label) => Assert.Throws<DataException>(() => Csv.Load(path, new CsvOptions { Label = label })).Message;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal($"{path}: column '{new string('y', 40)}…': there is no such column, but it is named as label; the columns are a, {new string('x', 40)}….", Refused(new string('y', 1 << 20)));
        Assert.Contains("did you mean 'a'? The columns are", Refused("b"), StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{watch.Elapsed}");
    }

    [Fact]
    public void Targets_can_be_standardized_and_metrics_report_in_the_original_unit()
    {
        var data = Csv.Load(Write("a,y\n1,10\n2,30\n"), new CsvOptions { Targets = ["y"] });
        var encoded = TableEncoding.Fit(data, standardizeTargets: true).Apply((Dataset)data);
        Assert.Equal([-1f], Target(encoded, 0));
        var metrics = Metrics.DefaultFor(encoded.Target);
        foreach (var metric in metrics) metric.Add(Tensor.From([0f, 0f]), Tensor.From([-1f, 1f]));
        Assert.Equal([("mse", 100.0), ("mae", 10.0), ("r2", 0.0)], metrics.Select(m => (m.Name, m.Value)));
    }

    [Fact]
    public void An_encoding_reads_another_file_the_same_way_after_saving()
    {
        var data = Csv.Load(Write("a,c,y\n1,red,no\n3,blue,yes\n"), s_label);
        var fitted = TableEncoding.Fit(data);
        var restored = TableEncoding.FromJson(fitted.ToJson());
        Assert.Equal(fitted.ToJson(), restored.ToJson());
        var other = restored.Load(Write("extra;c;a\nx;blue;5\n", "other.csv"), targetOptional: true);
        Assert.Equal([3f, 1, 0], Input(other, 0));
        Assert.False(other.HasTarget);
        Assert.Contains("the file has no column 'y'", Assert.Throws<InvalidOperationException>(() => other.ReadClass(0)).Message, StringComparison.Ordinal);
        var labelled = restored.Load(Write("y,c,a\nyes,blue,5\n", "labelled.csv"), targetOptional: true);
        Assert.Equal(1, labelled.ReadClass(0));
    }

    [Theory]
    [InlineData("\"deviation\": 1", "\"deviation\": 0", "cannot be used: column 'a' has mean 2, deviation 0 and filling .")]
    [InlineData("\"deviation\": 1", "\"deviation\": 1, \"deviation\": 1", "cannot be read: ")]
    [InlineData("\"deviation\": 1", "\"deviation\": 1, \"colour\": 1", "cannot be read: ")]
    [InlineData("\"deviation\": 1", "\"fill\": 1", "cannot be read: ")]
    [InlineData("\"a\"", "\"c\"", "cannot be used: a column comes twice.")]
    [InlineData("\"a\"", "null", "cannot be used: a name is null.")]
    [InlineData("\"red\"", "\"blue\"", "cannot be used: column 'c' has no categories, one twice")]
    [InlineData("\"yes\"", "\"no\"", "cannot be used: its classes are fewer than two")]
    [InlineData("{", "[", "cannot be read: ")]
    public void A_damaged_encoding_is_refused(string part, string damaged, string message)
    {
        var json = TableEncoding.Fit(Csv.Load(Write("a,c,y\n1,red,no\n3,blue,yes\n"), s_label)).ToJson();
        Assert.Contains(part, json, StringComparison.Ordinal);
        var error = Assert.Throws<DataException>(() => TableEncoding.FromJson(json.Replace(part, damaged, StringComparison.Ordinal)));
        Assert.StartsWith($"The table encoding {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoding_is_only_applied_to_its_own_table()
    {
        var encoding = TableEncoding.Fit(Csv.Load(Write("a,y\n1,0\n2,1\n"), s_label));
        var other = Csv.Load(Write("b,y\n1,0\n2,1\n", "b.csv"), s_label);
        Assert.Contains("it was fitted on another table", Assert.Throws<ArgumentException>(() => encoding.Apply((Dataset)other)).Message, StringComparison.Ordinal);
        Assert.StartsWith("TableEncoding: InMemoryDataset is not a table", Assert.Throws<ArgumentException>(() => TableEncoding.Fit(Digits.Load())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_keep_their_samples_under_an_encoding()
    {
        var data = Csv.Load(Write("a,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n"))), s_label);
        var parts = data.Split(0.5, 0.25, 0.25, seed: 1);
        var encoding = TableEncoding.Fit(parts.Train);
        var (train, validation, _) = encoding.Apply(parts);
        Assert.Equal((20, 10), (train.Count, validation.Count));
        Assert.Equal(0, Enumerable.Range(0, 20).Average(i => Input(train, i)[0]), 1e-6);
        Assert.Equal(((Subset)parts.Validation).Indices.ToArray(), ((Subset)validation).Indices.ToArray());
    }

    [Theory]
    [InlineData("a,y\n1,x\n2,x\n", "y", "column 'y': every line has the label 'x'; there must be at least two classes to tell apart.")]
    [InlineData("", "y", "the file is empty; it needs a header line with the columns' names, then one line a sample.")]
    [InlineData("\n\n", "y", "the file is empty; it needs a header line with the columns' names, then one line a sample.")]
    [InlineData("a,y\n", "y", "there is a header, but no line of data after it.")]
    [InlineData("1,2\n3,4\n", "y", "line 1: the first line holds only numbers ('1,2'); it must hold the columns' names.")]
    [InlineData("a,a,y\n1,2,3\n", "y", "line 1, column 'a': columns 1 and 2 both have this name; rename one.")]
    [InlineData("a,,y\n1,2,3\n", "y", "line 1: column 2 has no name; write one, so that it can be used or ignored.")]
    [InlineData("a,label\n1,2\n", "lable", "column 'lable': there is no such column, but it is named as label; did you mean 'label'? The columns are a, label.")]
    [InlineData("a,b,y\n1,2,0\n3,4\n", "y", "line 3: the line has 2 cells, but the header has 3 columns; a cell that contains ',' needs quotes around it.")]
    [InlineData("a,y\n1,0\n2,1\nabc,0\n", "y", "line 4, column 'a': 'abc' is not a number, but 2 of the column's 3 cells are; correct the cell, or name the column as categorical or ignored.")]
    [InlineData("a;y\n1;0\n2;1\n3,5;0\n", "y", "line 4, column 'a': '3,5' is not a number, but 2 of the column's 3 cells are; write numbers with a decimal point.")]
    [InlineData("a,y\n1,0\n,1\n", "y", "line 3, column 'a': the value is missing; fill it in, remove the line, or choose how missing values are filled.")]
    [InlineData("a,y\n1,0\n2,\n", "y", "line 3, column 'y': the label is missing; remove the line, or fill it in.")]
    [InlineData("a,b,y\n1,,0\n2,NA,1\n", "y", "column 'b': it has no value in any line; ignore the column.")]
    [InlineData("a,y\n1,0\n1e39,1\n", "y", "line 3, column 'a': '1e39' is not a finite number within ±3.4E+38; correct the cell.")]
    [InlineData("a,y\n1,0\nInfinity,1\n", "y", "line 3, column 'a': 'Infinity' is not a finite number within ±3.4E+38; correct the cell.")]
    [InlineData("a,y\n1,0\n\"2,1\n", "y", "line 3: the quotes do not match, or the line is endless; write quotes around the whole cell and \" as \"\" inside.")]
    [InlineData("y\n1\n0\n", "y", "no column is left to predict from: the columns are y. If they should be more, name the separator.")]
    public void A_bad_file_is_explained(string text, string label, string message)
    {
        var path = Write(text);
        var error = Assert.Throws<DataException>(() => Csv.Load(path, new CsvOptions { Label = label }));
        Assert.Equal($"{path}: {message}", error.Message);
        Assert.Equal(path, error.Path);
        if (message.StartsWith("line ", StringComparison.Ordinal)) Assert.Equal(message[5..].Split(':', ',')[0], $"{error.Row}");
        if (message.Contains("column '", StringComparison.Ordinal) && message.IndexOf("column '", StringComparison.Ordinal) < 12) Assert.NotNull(error.Column);
    }

    [Fact]
    public void Bad_options_are_explained()
    {
        var path = Write("a,b,y\n1,2,0\n3,4,1\n");
        void Refused(CsvOptions options, string message) =>
            Assert.Equal($"{path}: {message}", Assert.Throws<DataException>(() => Csv.Load(path, options)).Message);
        Refused(new CsvOptions(), "no column to predict is named; name the column with the class as label, or the columns with numbers as targets. The columns are a, b, y.");
        Refused(new CsvOptions { Label = "y", Targets = ["a"] }, "both a label and targets are named; name the column with the class as label, or the columns with numbers as targets. The columns are a, b, y.");
        Refused(new CsvOptions { Label = "y", Ignore = ["y"] }, "column 'y': it is named as label and as ignored; it can be one of them.");
        Refused(new CsvOptions { Label = "y", Numeric = ["z"] }, "column 'z': there is no such column, but it is named as numeric; did you mean 'a'? The columns are a, b, y.");
        Refused(new CsvOptions { Targets = ["y", "y"] }, "column 'y': it is named as target and as target; it can be one of them.");
    }

    [Fact]
    public void Numbers_to_predict_are_not_taken_for_classes()
    {
        var path = Write("a,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{i * 0.5}\n")));
        var error = Assert.Throws<DataException>(() => Csv.Load(path, s_label));
        Assert.Equal($"{path}: column 'y': the label has 50 different values in 50 lines, so these are no classes; to predict numbers, name 'y' as a target instead.", error.Message);
    }

    [Fact]
    public void Free_text_is_not_taken_for_categories()
    {
        var path = Write("a,y\n" + string.Concat(Enumerable.Range(0, 1500).Select(i => $"name{i},{i % 2}\n")));
        Assert.Equal($"{path}: column 'a': it has more than 1000 different texts, too many for categories; ignore the column, or group them.", Assert.Throws<DataException>(() => Csv.Load(path, s_label)).Message);
    }

    [Fact]
    public void What_training_never_saw_is_explained()
    {
        var encoding = TableEncoding.Fit(Csv.Load(Write("a,c,y\n1,red,no\n3,blue,yes\n"), s_label));
        var path = Write("a,c,y\n1,green,no\n", "other.csv");
        var error = Assert.Throws<DataException>(() => encoding.Load(path));
        Assert.Equal($"{path}: line 2, column 'c': 'green' is none of the categories known from training: blue, red; correct the cell, or train again with it.", error.Message);
        Assert.Equal((2, "c"), (error.Row, error.Column));
        path = Write("a,c,y\n1,red,maybe\n", "other.csv");
        Assert.Equal($"{path}: line 2, column 'y': 'maybe' is none of the classes; the classes are no, yes.", Assert.Throws<DataException>(() => encoding.Load(path)).Message);
        path = Write("a,d,y\n1,red,no\n", "other.csv");
        Assert.Equal($"{path}: column 'c': there is no such column, but it is named as input; did you mean 'a'? The columns are a, d, y.", Assert.Throws<DataException>(() => encoding.Load(path)).Message);
        path = Write("a,c,y\nx,red,no\n", "other.csv");
        Assert.Equal($"{path}: line 2, column 'a': 'x' is not a number; write digits with a decimal point, such as 0.5 or 1e-3.", Assert.Throws<DataException>(() => encoding.Load(path)).Message);
    }

    [Fact]
    public void A_file_that_is_not_there_or_not_text_is_explained()
    {
        var path = Path.Combine(_folder, "none.csv");
        Assert.StartsWith($"{path}: the file cannot be opened: ", Assert.Throws<DataException>(() => Csv.Load(path, s_label)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, [.. "a,y\n"u8, 0xFF, 0xFE, 0x41, .. ",0\n1,1\n"u8]);
        Assert.Throws<DataException>(() => Csv.Load(path, s_label));
        File.WriteAllBytes(path, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,y\n1,0\n2,1\n")]);
        Assert.Equal(2, Csv.Load(path, s_label).Count);
    }

    [Fact]
    public void A_class_too_small_for_its_parts_is_explained()
    {
        var data = Csv.Load(Write("a,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i == 7 ? "rare" : "common")}\n"))), s_label);
        var parts = data.Split(0.7, 0.15, 0.15, seed: 1);
        var error = Assert.Throws<DataException>(parts.RequireEveryClass);
        Assert.Equal("Split: class 'rare' has 1 sample, and none of them is in the validation part; add samples of it, remove the class, or set the fraction of a part to 0.", error.Message);
        Digits.Load().Split(0.7, 0.15, 0.15, seed: 1).RequireEveryClass();
    }
}
