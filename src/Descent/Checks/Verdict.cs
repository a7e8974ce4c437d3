namespace Descent;

/// <summary>What a check comes to.</summary>
public enum Verdict
{
    /// <summary>Nothing to do.</summary>
    Pass,

    /// <summary>It may be meant so, or costs something; worth a look.</summary>
    Warn,

    /// <summary>Training cannot go well like this.</summary>
    Fail,
}
