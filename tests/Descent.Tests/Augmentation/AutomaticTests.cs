using System.Globalization;
using Xunit;

namespace Descent.Tests.Augmenting;

/// <summary>RandAugment and TrivialAugment choose what torchvision's tables say.</summary>
public sealed class AutomaticTests
{
    [Fact]
    public void Every_choice_comes_up_at_the_strength_of_torchvisions_table()
    {
        // torchvision's strengths at magnitude 9 of 0 … 30: numpy.linspace(0, end, 31)[9].
        Dictionary<string, string[]> expected = new()
        {
            ["shear"] = ["0.09, 0.00", "-0.09, 0.00", "0.00, 0.09", "0.00, -0.09"],
            ["translation"] = ["right 30.5, down 0.0", "right -30.5, down 0.0", "right 0.0, down 30.5", "right 0.0, down -30.5"], // 150/331·224·9/30
            ["rotation"] = ["9.0°", "-9.0°"],
            ["brightness"] = ["× 0.73", "× 1.27"],
            ["saturation"] = ["× 0.73", "× 1.27"],
            ["contrast"] = ["× 0.73", "× 1.27"],
            ["sharpness"] = ["× 0.73", "× 1.27"],
            ["posterize"] = ["7 bits"], // 8 − round(9/(30/4))
            ["solarize"] = ["from 178.5"],
            ["auto_contrast"] = [""],
            ["equalize"] = [""],
        };
        var seen = new Dictionary<string, SortedSet<string>>();
        var steps = 0;
        const int Samples = 4000;
        for (var sample = 0; sample < Samples; sample++)
            foreach (var (name, drawn) in new Augmentation(new RandAugment()).Explain(new(224, 224), 1, 0, sample))
            {
                steps++;
                if (!seen.TryGetValue(name, out var set)) seen[name] = set = new(StringComparer.Ordinal);
                set.Add(drawn);
            }

        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, drawn) in expected) Assert.Equal(drawn.Order(StringComparer.Ordinal), seen[name]);
        Assert.InRange(steps / (2.0 * Samples), 13.0 / 14 - 0.02, 13.0 / 14 + 0.02); // one choice in fourteen does nothing
    }

    [Fact]
    public void TrivialAugment_draws_a_strength_for_each_image()
    {
        var angles = Enumerable.Range(0, 20_000)
            .SelectMany(sample => new Augmentation(new TrivialAugment()).Explain(new(224, 224), 1, 0, sample))
            .Where(step => step.Name == "rotation").Select(step => Math.Abs(double.Parse(step.Drawn.TrimEnd('°'), CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(31, angles.Distinct().Count()); // 135·m/30
        Assert.Equal(135, angles.Max());
    }
}
