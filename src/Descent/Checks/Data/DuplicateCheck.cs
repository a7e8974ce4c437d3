namespace Descent;

/// <summary>Are samples there twice, and do equal ones have equal targets?</summary>
internal sealed class DuplicateCheck : DoctorCheck
{
    /// <summary>Public data sets have a few; above this they weigh.</summary>
    private const double Share = 0.01;

    /// <summary>Small tables have a few equal rows by chance.</summary>
    private const int Few = 3;

    public override string Name => "data.duplicates";

    public override bool NeedsNetwork => false;

    public override IEnumerable<Finding> Run(Examination x)
    {
        var found = false;
        foreach (var (number, part) in x.Survey.Parts.Index())
        {
            var within = part.Duplicates.Where(d => d.Part == number).ToList();
            var target = part.Good.Zip(part.Targets).ToDictionary(t => t.First, t => t.Second);
            var contradicting = within.Where(d => target[d.First] != target[d.Sample]).ToList();
            var share = (double)within.Count / Math.Max(1, part.Looked);
            if (x.Survey.HasClasses && contradicting.Count > 0)
            {
                found = true;
                var (_, first, sample) = contradicting[0];
                string place = $"{part.Name}, samples {first} and {sample}", figure = $"{Words.Count(contradicting.Count, "sample")} of {part.Looked} equal another of a different class", threshold = $"at most {Words.Percent(Share)}";
                string cause = "one of the two labels must be wrong, and no network can be right on both", remedy = $"look at samples {first} and {sample}, and keep the right one";
                yield return (contradicting.Count > Share * part.Looked ? Fail(place, figure, threshold, cause, remedy) : Warn(place, figure, threshold, cause, remedy)).Measured((double)contradicting.Count / part.Looked, Share);
            }
            else if (share > Share && within.Count > Few)
            {
                found = true;
                yield return Warn($"{part.Name}, samples {within[0].First} and {within[0].Sample}", $"{Words.Count(within.Count, "sample")} of {part.Looked} are there twice", $"at most {Words.Percent(Share)}", "copies count double in the loss, and a split may put one in each part", $"remove the copies in {x.Terms.Source}").Measured(share, Share);
            }
        }

        var copies = x.Survey.Parts.Index().Sum(p => p.Item.Duplicates.Count(d => d.Part == p.Index));
        if (!found) yield return Pass(copies == 0 ? "no sample is there twice" : $"{Words.Count(copies, "sample")} there twice", $"at most {Words.Percent(Share)}").Measured(copies);
    }
}
