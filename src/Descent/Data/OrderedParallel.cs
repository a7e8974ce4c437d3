namespace Descent;

/// <summary>A loop on all cores that fails as a plain loop does: with the error of the first index that has one, however many threads there are.</summary>
internal static class OrderedParallel
{
    /// <param name="count">Runs the body for 0 … count − 1.</param>
    /// <param name="body">What is done; what it throws is thrown here, as it is.</param>
    public static void For(int count, Action<int> body)
    {
        var errors = new Exception?[count];
        Parallel.For(0, count, (i, loop) =>
        {
            try
            {
                body(i);
            }
#pragma warning disable CA1031 // it is thrown again below
            catch (Exception e)
#pragma warning restore CA1031
            {
                errors[i] = e;
                loop.Break(); // indices before this one are still looked at
            }
        });
        foreach (var error in errors)
            if (error is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }
}
