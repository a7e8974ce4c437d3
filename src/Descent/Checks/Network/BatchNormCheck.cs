namespace Descent;

/// <summary>Does batch normalization get batches it can measure, and does it measure them?</summary>
internal sealed class BatchNormCheck : DoctorCheck
{
    /// <summary>Below 8 samples the statistics are so rough that results suffer (Wu and He, "Group normalization", 2018, figure 1).</summary>
    private const int Small = 8;

    public override string Name => "network.batch_norm";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var norms = x.Model.NamedModules().Where(m => m.Module is BatchNorm).Select(m => (BatchNorm)m.Module).ToList();
        if (norms.Count == 0) yield break;
        var size = x.Settings.BatchSize;
        var stuck = norms.Find(n => n.Frozen && n.NumBatchesTracked.Span<int>()[0] == 0 && ExaminedBatch.Numbers(n.RunningMean).All(v => v == 0));
        if (stuck is not null)
        {
            yield return Fail(x.PlaceOf(stuck), "frozen, having seen 0 batches", "statistics of some batches", "the layer keeps its first statistics, mean 0 and variance 1, in training: it normalizes nothing", "set Frozen to false, or load pretrained statistics before freezing");
            yield break;
        }

        if (size == 1)
        {
            yield return Fail(x.Terms.BatchSize, $"1 sample a batch, {Words.Count(norms.Count, "batch normalization")}", $"{Small} or more", "the mean of one sample is the sample itself: normalizing leaves nothing of it, or only differences between its pixels", $"set {x.Terms.BatchSize} to 16 or more, or use layer or group normalization").Measured(1, Small);
            yield break;
        }

        if (size < Small)
            yield return Warn(x.Terms.BatchSize, $"{size} samples a batch", $"{Small} or more", "statistics of so few samples are rough, and differ from those of evaluation", $"set {x.Terms.BatchSize} to 16 or more, or use layer or group normalization").Measured(size, Small);
        else if (x.Data.Train.Count % size == 1 && norms.Any(n => n is BatchNorm1d))
            yield return Fail(x.Terms.BatchSize, $"{x.Data.Train.Count} samples in batches of {size} leave a last batch of 1", "2 or more", "the variance of one sample is not defined: the last batch of each epoch fails", $"set {x.Terms.BatchSize} to {size - 1} or {size + 1}").Measured(1, 2);
        else yield return Pass($"{size} samples a batch", $"{Small} or more").Measured(size, Small);
    }
}
