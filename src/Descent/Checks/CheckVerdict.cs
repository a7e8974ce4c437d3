namespace Descent;

/// <summary>What a check came to; the worse is the greater.</summary>
public enum CheckVerdict
{
    /// <summary>As it should be.</summary>
    Pass,

    /// <summary>To be looked at: it may be right, or may do harm.</summary>
    Warn,

    /// <summary>Wrong.</summary>
    Fail,
}
