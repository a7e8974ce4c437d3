namespace Descent;

/// <summary>One question about a run's history. It yields what is wrong, or nothing.</summary>
internal abstract class CurveCheck
{
    /// <summary>Its name: <c>history.question</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The fewest epochs that say anything.</summary>
    public virtual int Fewest => 4;

    /// <summary>Looks; null if nothing is wrong.</summary>
    public abstract Finding? Run(RunCurves curves, DoctorTerms terms);

    protected Finding Warn(string place, string figure, string threshold, string cause, string remedy) => new(Name, CheckVerdict.Warn, place, figure, threshold, cause, remedy);

    protected Finding Fail(string place, string figure, string threshold, string cause, string remedy) => new(Name, CheckVerdict.Fail, place, figure, threshold, cause, remedy);
}
