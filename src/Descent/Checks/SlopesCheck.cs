namespace Descent;

/// <summary>Are the gradients right? They are compared with differences of the loss in Float64; see <see cref="GradientCheck"/>.</summary>
internal sealed class SlopesCheck : DoctorCheck
{
    private const int Samples = 4;

    /// <summary>Multiply-adds of all evaluations: some seconds of the plain Float64 kernels on a core.</summary>
    private const double Budget = 1e10, BudgetFast = 2e9;

    /// <summary>What one coordinate costs: two sides, and now and then steps of other lengths.</summary>
    private const int EvaluationsACoordinate = 3;

    /// <summary>Coordinates a tensor that show how errors depend on the step: the picture is the same with more.</summary>
    private const int ShownCoordinates = 4;

    /// <summary>What looks at 25 steps, two sides each, may cost of the budget.</summary>
    private const double ShownShare = 25 * 2 * ShownCoordinates / (double)EvaluationsACoordinate;

    public override string Name => "gradients";

    public override IEnumerable<Finding> Run(Examination x)
    {
        var batch = x.Batch.Pick([.. Enumerable.Range(0, Math.Min(Samples, x.Batch.Count))]);
        var tensors = Math.Max(1, x.Parameters.Count(p => p.Parameter.Trainable));
        var affordable = (x.Settings.Fast ? BudgetFast : Budget) / ((double)EvaluationsACoordinate * tensors * batch.Count * Math.Max(1, x.MultiplyAdds));
        var isAsked = x.Settings.Only.Contains(Name);
        if (affordable < 1 && !isAsked)
        {
            yield return Pass("not compared: the network is large; --only gradients does it", "below 1e-6");
            yield break;
        }

        yield return Compare(x, batch, (int)Math.Clamp(affordable, 1, x.Settings.Fast ? 6 : 24));
        if (isAsked || (!x.Settings.Fast && affordable > ShownShare)) Show(x, batch);
    }

    /// <summary>Draws the trade-off in the step of the differences, which is the reason for the step that is taken.</summary>
    private static void Show(Examination x, ExaminedBatch batch)
    {
        try
        {
            x.Train(dropout: true);
            var steps = new GradientCheck { Coordinates = ShownCoordinates, Seed = x.Settings.Seed }.TradeOff(x.Model, x.Loss, batch.Inputs, batch.Targets).Steps.Reverse().ToList();
            x.Plots.Add(new DiagnosisPlot("gradients", "Gradient check: the error of differences over their step h, from rounding (left) to truncation (right)", "h", "error", IsLogarithmic: true,
                [new DiagnosisCurve("error", [.. steps.Select(s => s.Error)])], [.. steps.Select(s => s.Step.ToString("0.0e-0", System.Globalization.CultureInfo.InvariantCulture))]));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // The comparison has said why already.
        }
        finally
        {
            x.Restore();
        }
    }

    private Finding Compare(Examination x, ExaminedBatch batch, int coordinates)
    {
        const string Threshold = "below 1e-6";
        GradientReport report;
        try
        {
            x.Train(dropout: true);
            report = new GradientCheck { Coordinates = coordinates, Directions = x.Settings.Fast ? 1 : 2, Seed = x.Settings.Seed }.Run(x.Model, x.Loss, batch.Inputs, batch.Targets);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return Warn("model", $"cannot be compared: {e.Message}", Threshold, "a module or loss computes in Float32 whatever its input is, so that differences in Float64 cannot be taken", "make new tensors in the input's type: To(x.Type)");
        }
        finally
        {
            x.Restore();
        }

        var worst = report.Worst;
        if (worst is null || report.Verdict == CheckVerdict.Pass) return Pass($"{Words.Count(report.Tensors.Count, "tensor")} compared, largest error {Words.Of(worst?.Error ?? 0)}", Threshold).Measured(worst?.Error ?? 0, 1e-6);
        var finding = Fail(worst.Name, $"{worst}", Threshold, "the gradient of an op or a layer of your own is wrong", $"look at the Backward of what uses {worst.Name}: check it alone with GradientCheck.Run(op, operands)");
        return finding with { Verdict = report.Verdict, Value = worst.Error, Limit = 1e-6 };
    }
}
