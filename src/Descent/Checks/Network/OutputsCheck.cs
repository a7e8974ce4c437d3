namespace Descent;

/// <summary>Can the network's outputs tell all classes apart?</summary>
internal sealed class OutputsCheck : DoctorCheck
{
    public override string Name => "network.outputs";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var trace = x.Trace;
        int outputs = trace.Shape[^1], rows = outputs == 0 ? 0 : trace.Predictions.Length / outputs;
        if (rows < 2) yield break;
        var last = trace.Layers.Count > 0 ? trace.Layers[^1].Place : "model";
        var columns = Enumerable.Range(0, outputs).Select(c => Enumerable.Range(0, rows).Select(r => trace.Predictions[r * outputs + c]).ToArray()).ToList();
        var tied = new List<string>();
        for (var a = 0; a < outputs && tied.Count == 0; a++)
            for (var b = a + 1; b < outputs; b++)
                if (columns[a].Any(v => v != columns[a][0]) && columns[a].AsSpan().SequenceEqual(columns[b])) tied = [$"{a}", $"{b}"];
        var classes = x.Data.Train.Target.Count;
        if (tied.Count > 0)
            yield return Fail($"{last}, outputs {tied[0]} and {tied[1]}", "equal for every sample", "each its own", "two classes share their weights, or one output is used twice: nothing tells the two classes apart", "give each class its own output, with weights drawn by themselves");
        else if (x.Survey.HasClasses && outputs > classes)
            yield return Warn(last, $"{outputs} outputs for {classes} classes", $"{classes}", "outputs that no class belongs to", $"give the last layer {classes} outputs").Measured(outputs, classes);
        else yield return Pass($"{Words.Count(outputs, "output")}, each its own", "each its own").Measured(outputs);
    }
}
