namespace Descent;

/// <summary>
/// A scope in which nothing is recorded for backpropagation: <c>using var _ = new NoGrad();</c>. Evaluation and prediction run in one.
/// </summary>
public sealed class NoGrad : IDisposable
{
    [ThreadStatic]
    private static int t_depth;

    private bool _closed;

    /// <summary>Stops recording on the calling thread until disposed.</summary>
    public NoGrad() => t_depth++;

    internal static bool IsActive => t_depth > 0;

    /// <summary>Records again, unless an outer scope is open.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        t_depth--;
    }
}
