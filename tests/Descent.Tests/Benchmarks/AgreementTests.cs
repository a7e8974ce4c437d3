using Descent.Benchmarks;
using Xunit;

namespace Descent.Tests.Benchmarks;

public class AgreementTests
{
    [Fact]
    public void Error_of_a_result_is_relative_to_its_norm()
    {
        var ours = new CheckResult(0, [[3f], [4f]], null);

        Assert.Equal(0, Agreement.RelativeError(ours, [3, 4]));
        Assert.Equal(0.1, Agreement.RelativeError(ours, [3, 4.5f]), 1e-6);
    }

    [Fact]
    public void Error_of_trained_weights_is_relative_to_how_far_they_moved()
    {
        var ours = new CheckResult(0, [[100f, 101f]], [[100f, 100f]]);

        Assert.Equal(0.5, Agreement.RelativeError(ours, [100, 101.5f]), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Another_count_of_numbers_never_agrees(int count)
    {
        var ours = new CheckResult(0, [[1f, 1f]], null);

        Assert.Equal(double.PositiveInfinity, Agreement.RelativeError(ours, Enumerable.Repeat(1f, count).ToArray()));
    }
}
