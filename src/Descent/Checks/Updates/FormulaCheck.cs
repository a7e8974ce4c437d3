namespace Descent;

/// <summary>Is an update what the optimizer's formula says? See <see cref="OptimizerCheck"/>.</summary>
internal sealed class FormulaCheck : DoctorCheck
{
    public override string Name => "update.formula";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        const string Threshold = "below 1e-6 of a step";
        OptimizerReport report;
        try
        {
            report = new OptimizerCheck { Seed = x.Settings.Seed }.Run(x.Optimizer);
        }
        catch (NotSupportedException e)
        {
            report = new OptimizerReport(e.Message, 0, 0, "", 0, 0, CheckVerdict.Pass);
        }

        yield return report.Verdict == CheckVerdict.Pass
            ? Pass(report.Updates == 0 ? report.Name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{report.Name}: {report.Updates} updates agree, error {report.Error:0.0e-0} of a step"), Threshold).Measured(report.Error, 1e-6)
            : Fail(x.Terms.Optimizer, $"{report}", Threshold, "the update is not the one that the formula makes of these settings and gradients", "report it, with the run file: every optimizer of the library is compared with its formula").Measured(report.Error, 1e-6);
    }
}
