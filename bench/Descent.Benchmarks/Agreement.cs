using System.Runtime.InteropServices;

namespace Descent.Benchmarks;

/// <summary>Makes sure, before anything is timed, that both sides compute the same thing from the same numbers.</summary>
internal static class Agreement
{
    /// <summary>The peer's variants, all of which were found to agree.</summary>
    public static IReadOnlyList<string> Establish(Workload workload, PeerProcess peer, Action<string> say)
    {
        var inputs = Path.GetTempFileName();
        var outputs = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(inputs))
                foreach (var array in workload.Inputs) file.Write(MemoryMarshal.AsBytes(array.AsSpan()));
            var variants = peer.Prepare(workload.PeerSpec, inputs);
            var ours = workload.Check();
            double scalarError = 0, arrayError = 0;
            foreach (var variant in variants)
            {
                var scalar = peer.Check(variant, outputs);
                scalarError = Math.Max(scalarError, Math.Abs(scalar - ours.Scalar) / Math.Max(Math.Abs(ours.Scalar), 1e-30));
                arrayError = Math.Max(arrayError, RelativeError(ours, MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(outputs))));
            }

            if (!(scalarError <= workload.ScalarTolerance && arrayError <= workload.ArrayTolerance))
            {
                throw new InvalidOperationException(
                    $"{workload.Name}: the peer does not compute the same thing: scalar off by {scalarError:E1} (at most {workload.ScalarTolerance:E0}), arrays by {arrayError:E1} (at most {workload.ArrayTolerance:E0}). Nothing was timed.");
            }

            say($"  {workload.Name}: same result as the peer's from the same numbers (scalar within {scalarError:E1}, arrays within {arrayError:E1})");
            return variants;
        }
        finally
        {
            File.Delete(inputs);
            File.Delete(outputs);
        }
    }

    /// <summary>‖theirs − ours‖ over the norm of the result, or of the change where there is a before.</summary>
    internal static double RelativeError(CheckResult ours, ReadOnlySpan<float> theirs)
    {
        double difference = 0, size = 0;
        var at = 0;
        for (var a = 0; a < ours.Arrays.Count; a++)
        {
            for (var i = 0; i < ours.Arrays[a].Length; i++, at++)
            {
                if (at == theirs.Length) return double.PositiveInfinity;
                var d = (double)theirs[at] - ours.Arrays[a][i];
                var s = (double)ours.Arrays[a][i] - (ours.Before?[a][i] ?? 0);
                difference += d * d;
                size += s * s;
            }
        }

        return at == theirs.Length ? Math.Sqrt(difference / Math.Max(size, 1e-300)) : double.PositiveInfinity;
    }
}
