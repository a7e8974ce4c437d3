namespace Descent.Tests.Support;

/// <summary>How much longer some tests go on under <c>./test.sh --long</c>.</summary>
internal static class Soak
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("DESCENT_LONG") == "1";

    /// <summary>A count of cases: the usual one, or the long one.</summary>
    public static int Cases(int usual, int whenLong) => IsLong ? whenLong : usual;
}
