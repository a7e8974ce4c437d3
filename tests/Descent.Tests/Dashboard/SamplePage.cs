using Descent.Dashboard;

namespace Descent.Tests.Dashboard;

/// <summary>A page with every kind of block, and with what is awkward in each: gaps, angle brackets, both signs, one sample.</summary>
internal static class SamplePage
{
    private static readonly double[] Epochs = [1, 2, 3, 4];

    public static Page Every { get; } = new(
        "Every </script> kind & more", "One of each, with `code`.", [new("Seed", "1"), new("Time", "1 s")],
        [
            new("words", "Words",
            [
                new TextBlock("A paragraph with `code` and <b>no</b> markup.") { Title = "Text" },
                new CodeBlock("name: digits\n  seed: 1") { Title = "Code" },
                new FormulaBlock("<msub><mi>w</mi><mi>t</mi></msub><mo>←</mo><mi>w</mi><mo>−</mo><mi>α</mi><mi>g</mi>") { Caption = "Gradient descent." },
                new TableBlock(["Technique", "Gain"], [["flip", "+0.012"], ["none", "0"]]) { Marked = 0, Caption = "A table.", Command = "descent ablate" },
            ]),
            new("plots", "Plots",
            [
                new LinesBlock(new("epoch"), new("loss") { IsLog = true },
                [
                    new("training", Epochs, [2.0, 1.0, double.NaN, 0.3]),
                    new("validation", Epochs, [2.1, 1.2, 0.9, 0.8]) { Low = [2.0, 1.1, 0.8, 0.7], High = [2.2, 1.3, 1.0, 0.9], IsDashed = true, HasPoints = true },
                ]) { Title = "Loss", Caption = "Loss falls.", Markers = [new(3, "best epoch")] },
                new LinesBlock(new("epoch"), new("accuracy"), [new("one", [1], [0.5])]) { Caption = "A single point." },
                new BarsBlock(new("accuracy"), ["flip", "rotation"], [new("without", [0.9, 0.8]) { Low = [0.85, 0.7], High = [0.95, 0.9] }, new("with", [0.95, double.NaN])]) { Caption = "Bars." },
                new BarsBlock(new("count"), [.. Enumerable.Range(0, 30).Select(i => $"{i}")], [new("weights", [.. Enumerable.Range(0, 30).Select(i => (double)i * i)])]) { Caption = "A histogram." },
                new HeatBlock("right", ["a", "b"], "predicted", ["a", "b"], [[3, 1], [0, double.NaN]]) { Caption = "A matrix." },
                new HeatBlock("", ["a", "b"], "", ["a", "b"], [[1, -0.5], [-0.5, 1]]) { Caption = "A matrix of both signs." },
                new ValleyBlock(new("w₁") { Low = -1, High = 1 }, new("w₂") { Low = -1, High = 1 }, [[2, 1, 2], [1, 0, 1], [2, 1, 2]], [new("SGD", [-1, -0.5, 0], [1, 0.5, 0]), new("Adam", [-1, 0, 0], [1, 0.9, 0])]) { Marks = [new(0, 0, "lowest point")], Caption = "Paths." },
                new GraphBlock([new("x", "x", "2", "3", 0, 0), new("y", "y = 3x", "6", null, 1, 0)], [new("x", "y", "3")]) { Caption = "A graph." },
                new PicturesBlock([new(Png(), "a grey square", "grey")]) { Width = 64, Caption = "A picture." },
            ]),
        ]);

    private static byte[] Png()
    {
        using var stream = new MemoryStream();
        PngEncoder.Write(stream, 2, 2, 1, [0, 90, 180, 255]);
        return stream.ToArray();
    }
}
