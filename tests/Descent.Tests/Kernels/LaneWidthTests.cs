using System.Runtime.Intrinsics;
using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public class LaneWidthTests
{
    [Theory]
    [InlineData("64")]
    [InlineData("wide")]
    [InlineData("0")]
    public void A_bad_DESCENT_LANES_is_explained(string variable)
    {
        var error = Assert.Throws<ArgumentException>(() => LaneWidth.Parse(variable));
        Assert.Equal($"DESCENT_LANES is '{variable}'; give 512, 256, 128 or 1 (one number at a time).", error.Message);
    }

    [Fact]
    public void A_bad_width_set_in_code_is_explained_and_changes_nothing()
    {
        var before = LaneWidth.Bits;
        var error = Assert.Throws<ArgumentException>(() => LaneWidth.Bits = 100);
        Assert.Equal("the lane width is 100; give 512, 256, 128 or 1 (one number at a time).", error.Message);
        Assert.Equal(before, LaneWidth.Bits);
    }

    [Fact]
    public void The_default_is_the_widest_this_processor_accelerates()
    {
        var widest = LaneWidth.Has512 ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 1;
        Assert.Equal(widest, LaneWidth.Parse(null));
        Assert.Equal(widest, LaneWidth.Parse("512"));
        Assert.Equal(1, LaneWidth.Parse("1"));
    }
}
