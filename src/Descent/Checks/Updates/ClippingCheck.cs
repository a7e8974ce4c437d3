namespace Descent;

/// <summary>Does clipping do what it is for: shorten the rare gradient that is far too long, and leave the others alone?</summary>
internal sealed class ClippingCheck : DoctorCheck
{
    private const int Updates = 5, Samples = 32;

    /// <summary>How many times shorter updates may be for it. Optimizers that divide by the gradients' own size hardly notice.</summary>
    private const double Shortens = 10, Stops = 100;

    /// <summary>In limits: first gradients are several times those of later updates.</summary>
    private const double TooTight = 10, TooWide = 1e-3;

    /// <summary>The share of numbers cut to ±value: above, mostly signs are left of the direction.</summary>
    private const double Cut = 0.5;

    public override string Name => "update.clipping";

    public override IEnumerable<Finding> Run(Examination x)
    {
        if (x.Settings is not { Clipping: { } clipping, Step: null }) yield break;
        clipping = new GradientClipping(clipping.Value, clipping.Norm, clipping.GlobalNorm); // the run's own keeps what it measured
        var sizes = new List<(double Size, double Cut)>();
        var free = Learn(x, clipping, clips: false, sizes);
        sizes.Clear();
        var shortens = free / Math.Max(Learn(x, clipping, clips: true, sizes), 1e-300);
        if (sizes.Count == 0 || free == 0) yield break;
        var limit = clipping.Value ?? clipping.Norm ?? clipping.GlobalNorm!.Value;
        double usual = sizes.Select(s => s.Size).Order().ElementAt(sizes.Count / 2), largest = sizes.Max(s => s.Size), cut = sizes.Select(s => s.Cut).Order().ElementAt(sizes.Count / 2);
        var what = clipping.Value is not null ? "largest number of the gradients" : clipping.Norm is not null ? "largest norm of a parameter's gradient" : "norm of the gradients";
        var figure = $"the {what} is {Words.Of(usual)}, the limit {Words.Of(limit)}";
        var remedy = $"set {x.Terms.Clipping} to about {Words.Of(2 * usual)}, twice what is usual here, so that it acts on outliers alone";
        if (shortens > Shortens)
        {
            var text = $"{figure}: updates are {Words.Of(shortens)} times shorter";
            const string Cause = "every gradient is clipped, so that the limit decides the length of a step, not the learning rate";
            yield return (shortens > Stops ? Fail(x.Terms.Clipping, text, $"at most {Shortens:0} times", Cause, remedy) : Warn(x.Terms.Clipping, text, $"at most {Shortens:0} times", Cause, remedy)).Measured(shortens, Shortens);
        }
        else if (clipping.Value is not null ? cut > Cut : usual > TooTight * limit)
            yield return Warn(x.Terms.Clipping, clipping.Value is null ? figure : $"{figure}: {Words.Percent(cut)} of the numbers are cut", clipping.Value is null ? $"at most {TooTight:0} times the limit" : $"at most {Words.Percent(Cut)}",
                clipping.Value is null ? "every gradient is clipped, large and small ones to the same length: what tells hard batches from easy ones is lost" : "of most numbers only the sign is left, so that steps no longer follow the gradient", remedy).Measured(clipping.Value is null ? usual / limit : cut, clipping.Value is null ? TooTight : Cut);
        else if (largest < TooWide * limit)
            yield return Warn(x.Terms.Clipping, figure, "at most 1,000 times what is usual", "the limit is so high that it never acts, not even on a gradient a hundred times too long", remedy).Measured(largest / limit, TooWide);
        else
            yield return Pass(clipping.Value is null ? figure : $"{figure}: {Words.Percent(cut)} of the numbers are cut", $"0.001 to {TooTight:0} times the limit").Measured(usual / limit, TooTight);
    }

    /// <summary>Some updates as training makes them: how far the weights came.</summary>
    private static double Learn(Examination x, GradientClipping clipping, bool clips, List<(double Size, double Cut)> sizes)
    {
        var before = x.Weights.Where(w => w.Parameter.Trainable).Select(w => (w.Parameter, Values: ExaminedBatch.Numbers(w.Parameter))).ToList();
        x.Optimizer.Penalize(null, x.Model);
        x.Optimizer.IgnoresDecay = true; // update.penalty looks at what pulls to 0
        var count = Math.Min(Math.Min(Math.Max(1, x.Settings.BatchSize), Samples), x.Batch.Count);
        for (var i = 0; i < Updates; i++)
        {
            var batch = x.Batch.Pick([.. Enumerable.Range(i * count, count).Select(row => row % x.Batch.Count)]);
            using var step = x.OpenStep(i);
            x.Train(dropout: true);
            x.Loss.Compute(x.Model.Forward(batch.Inputs), batch.Targets).Backward(release: true);
            sizes.Add(SizeOf(x, clipping));
            if (clips) clipping.Apply(x.Optimizer);
            x.Optimizer.Update();
        }

        var squares = before.Sum(b => ExaminedBatch.Numbers(b.Parameter).Zip(b.Values).Sum(p => (p.First - p.Second) * (p.First - p.Second)));
        x.Restore();
        return Math.Sqrt(squares);
    }

    /// <summary>What the limit is compared with, and the share of numbers above it.</summary>
    private static (double Size, double Cut) SizeOf(Examination x, GradientClipping clipping)
    {
        if (clipping.GlobalNorm is { } global)
        {
            var norm = GradientClipping.Meter().Measure(x.Optimizer);
            return (norm, norm > global ? 1 : 0);
        }

        double largest = 0, above = 0, count = 0;
        foreach (var slot in x.Optimizer.Parameters)
        {
            if (slot.Parameter is not { Trainable: true, HasGrad: true }) continue;
            if (clipping.Norm is { } norm)
            {
                var own = LayerTrace.Rms(slot.Parameter.Grad!) * Math.Sqrt(slot.Parameter.Count);
                (largest, above, count) = (Math.Max(largest, own), above + (own > norm ? 1 : 0), count + 1);
                continue;
            }

            foreach (var number in ExaminedBatch.Numbers(slot.Parameter.Grad!)) (largest, above, count) = (Math.Max(largest, Math.Abs(number)), above + (Math.Abs(number) > clipping.Value ? 1 : 0), count + 1);
        }

        return (largest, above / Math.Max(1, count));
    }
}
