namespace Descent;

/// <summary>One question about a run. It yields what is wrong, or that nothing is; nothing at all if the question does not apply.</summary>
internal abstract class DoctorCheck
{
    /// <summary>Its name: <c>group.question</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it needs a network that computes a loss and gradients.</summary>
    public virtual bool NeedsNetwork => true;

    /// <summary>Looks. Whatever it changes of model and optimizer, it puts back.</summary>
    public abstract IEnumerable<Finding> Run(Examination x);

    /// <summary>Whether a list of names asks for it: all do if there are none.</summary>
    public bool IsAskedFor(IReadOnlyList<string> only) => only.Count == 0 || only.Any(name => Name == name || Name.StartsWith(name + ".", StringComparison.Ordinal));

    protected Finding Pass(string figure, string threshold) => new(Name, CheckVerdict.Pass, "", figure, threshold);

    protected Finding Warn(string place, string figure, string threshold, string cause, string remedy) => new(Name, CheckVerdict.Warn, place, figure, threshold, cause, remedy);

    protected Finding Fail(string place, string figure, string threshold, string cause, string remedy) => new(Name, CheckVerdict.Fail, place, figure, threshold, cause, remedy);
}
