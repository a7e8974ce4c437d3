using Descent.Kernels;

namespace Descent.Tests.Support;

/// <summary>Runs a test at every lane width this machine has. Tests that use it belong to the collection <see cref="ProcessSettings"/>.</summary>
internal static class Widths
{
    public static void ForEach(Action<int> test)
    {
        var before = LaneWidth.Bits;
        try
        {
            foreach (var bits in new[] { 512, 256, 128, 1 })
            {
                LaneWidth.Bits = bits;
                if (LaneWidth.Bits == bits) test(bits);
            }
        }
        finally
        {
            LaneWidth.Bits = before;
        }
    }
}
