namespace Descent;

/// <summary>The loss and the metrics of one pass over data.</summary>
internal sealed class MetricSet(IReadOnlyList<Metric> metrics, Reduction reduction) : IStateful
{
    private double _loss;

    public long Samples { get; private set; }

    public void Reset()
    {
        (_loss, Samples) = (0, 0);
        foreach (var metric in metrics) metric.Reset();
    }

    /// <summary>Adds a batch. A mean loss counts by its samples, so that a short last batch weighs what it should.</summary>
    public void Add(double loss, Tensor predictions, Batch batch)
    {
        _loss += reduction == Reduction.Mean ? loss * batch.Count : loss;
        Samples += batch.Count;
        for (var i = 0; i < metrics.Count; i++) metrics[i].Add(predictions, batch.Targets);
    }

    public void Save(StateWriter state)
    {
        state.Add("loss", _loss);
        state.Add("samples", Samples);
        foreach (var metric in metrics) metric.Save(state.Part(metric.Name));
    }

    public void Load(StateReader state)
    {
        (_loss, Samples) = (state.Number("loss"), state.Integer("samples"));
        foreach (var metric in metrics) metric.Load(state.Part(metric.Name));
    }

    public MetricValues Values()
    {
        var values = new KeyValuePair<string, double>[metrics.Count + 1];
        values[0] = new("loss", reduction == Reduction.Mean ? _loss / Samples : _loss);
        for (var i = 0; i < metrics.Count; i++) values[i + 1] = new(metrics[i].Name, metrics[i].Value);
        return new MetricValues(values);
    }
}
