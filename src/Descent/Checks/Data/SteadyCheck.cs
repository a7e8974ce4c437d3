namespace Descent;

/// <summary>Does a sample that is read to be judged stay the same? Augmentation belongs to training alone.</summary>
internal sealed class SteadyCheck : DoctorCheck
{
    public override string Name => "data.steady";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var found = false;
        foreach (var part in x.Survey.Parts.Where(p => p.Unsteady.Count > 0))
        {
            found = true;
            yield return Fail(
                part.Name, $"{Words.Count(part.Unsteady.Count, "sample")} differ when read again", "none",
                "samples are changed at random where they are read to be judged, so that the same weights get another loss each time",
                $"augment in training alone: {x.Terms.Augmentation} acts where ReadTrainingInput is read; ReadInput must give the sample as it is").Measured(part.Unsteady.Count, 0);
        }

        if (!found) yield return Pass("the same when read again", "the same");
    }
}
