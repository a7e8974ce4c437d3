using Descent.Cli;
using Descent.Dashboard;
using Xunit;

namespace Descent.Tests.Cheatsheet;

/// <summary>What must hold in the figures of augmentation, batch normalization, mini-batches, backpropagation and Xavier, whatever the seed.</summary>
public sealed class FirstSectionsTests
{
    [Fact]
    public void Augmentation_shows_the_seven_techniques_and_measures_each()
    {
        var draft = SheetRuns.Quick("augmentation");
        string[] techniques = ["Flip", "Rotation", "Random crop", "Color shift", "Noise addition", "Information loss", "Contrast change"];
        var strips = draft.Blocks.OfType<PicturesBlock>().ToList();
        Assert.All(strips, s => Assert.Equal(["Original", .. techniques], s.Pictures.Select(p => p.Caption)));
        foreach (var strip in strips)
        {
            var pictures = strip.Pictures.Select(p => Convert.ToBase64String(p.Png)).ToList();
            Assert.Equal(pictures.Count, pictures.Distinct().Count());
            Assert.All(strip.Pictures, p => Assert.True(new PngDecoder().Decode("png", p.Png) is { Width: 112, Height: 112 }));
        }

        Assert.Equal([.. techniques, "all but the flip"], draft.Blocks.OfType<BarsBlock>().Single().Categories);
        var figures = draft.Figures.ToDictionary();
        Assert.True(figures["gain.flip"] < 0, "a mirrored digit is no digit");
        Assert.True(figures["accuracy.without"] > 0.8 && figures["accuracy.with"] > 0.8);
    }

    [Fact]
    public void Batch_normalization_trains_at_a_larger_rate_and_keeps_what_layers_see()
    {
        var figures = SheetRuns.Figures("batch-normalization");
        Assert.True(figures["largest_rate.with"] >= 3 * figures["largest_rate.without"]);
        Assert.InRange(figures["start.deviation_of_last_layer.with"], 0.99, 1.01); // β is 0 and γ is 1
        Assert.InRange(figures["trained.spread_over_layers.with"], 1, 1.5);
        Assert.True(figures["trained.spread_over_layers.without"] > 2);
    }

    [Fact]
    public void Small_batches_need_fewer_epochs_and_large_ones_fewer_updates()
    {
        var figures = SheetRuns.Figures("mini-batch");
        Assert.True(figures["batch_128.updates"] < figures["batch_8.updates"] && figures["batch_8.updates"] < figures["batch_1.updates"]);
        Assert.True(figures["batch_8.epochs"] < figures["batch_128.epochs"]);
        foreach (var size in (int[])[1, 8, 32, 128])
            Assert.Equal(figures[$"batch_{size}.updates"] / Math.Ceiling(1078.0 / size), figures[$"batch_{size}.epochs"], 9);
    }

    [Fact]
    public void The_graph_is_the_arithmetic_that_it_says()
    {
        var figures = SheetRuns.Figures("backpropagation");
        double[] x = [1.5, -2, 1], w = [0.4, 0.6, 0.1];
        var z = 1 / (1 + Math.Exp(-x.Zip(w, (a, b) => a * b).Sum()));
        Assert.Equal(-Math.Log(z), figures["loss.before"], 12);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal((z - 1) * x[i], figures[$"gradient.{i}"], 12); // prediction minus target, times the input
            Assert.Equal(figures[$"gradient.{i}"], figures[$"gradient_by_differences.{i}"], 8);
            Assert.Equal(w[i] - 0.5 * figures[$"gradient.{i}"], figures[$"updated.{i}"], 12);
        }

        Assert.True(figures["loss.after"] < figures["loss.before"] && figures["loss.last"] < figures["loss.after"]);
    }

    /// <summary>Read off the page: a node's gradient is the sum over its edges of local derivative times the gradient at the other end.</summary>
    [Fact]
    public void Each_gradient_of_the_graph_is_the_product_of_what_its_edges_say()
    {
        var graph = SheetRuns.Quick("backpropagation").Blocks.OfType<GraphBlock>().First();
        var gradients = graph.Nodes.Where(n => n.Gradient is not null).ToDictionary(n => n.Id, n => Number(n.Gradient!));
        Assert.Equal(8, gradients.Count);
        foreach (var (id, gradient) in gradients.Where(g => g.Key != "L"))
            Assert.Equal(graph.Edges.Where(e => e.From == id).Sum(e => Number(e.Label!) * gradients[e.To]), gradient, 3e-4);

        static double Number(string text) => double.Parse(text.Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Xavier_keeps_the_signal_that_small_weights_lose_and_large_ones_blow_up()
    {
        var figures = SheetRuns.Figures("xavier");
        Assert.InRange(figures["tanh.xavier.kept"], 0.05, 2);
        Assert.InRange(figures["tanh.xavier.gradient_kept"], 0.05, 20);
        Assert.True(figures["tanh.small.kept"] < 1e-12 && figures["tanh.small.gradient_kept"] < 1e-12);
        Assert.True(figures["tanh.large.saturated"] > 0.5 && figures["tanh.xavier.saturated"] < 0.01);
        Assert.True(figures["relu.large.kept"] > 1e9 && figures["tanh.large.gradient_kept"] > 1e3);
        Assert.InRange(figures["relu.kaiming.kept"], 0.1, 10);
        Assert.True(figures["relu.xavier.kept"] < 0.1 * figures["relu.kaiming.kept"]);
        Assert.Equal((0, 0), (figures["tanh.zero.last_variance"], figures["relu.zero.last_variance"]));
        Assert.True(figures["accuracy.xavier"] > 0.7 && figures["accuracy.zero"] < 0.2);
    }

    [Fact]
    public void Figures_are_a_function_of_the_seed()
    {
        static IEnumerable<KeyValuePair<string, double>> Figures(ulong seed) => SheetRuns.Run("backpropagation", seed).Figures.Concat(SheetRuns.Run("cross-entropy", seed).Figures);
        Assert.Equal(Figures(1), SheetRuns.Quick("backpropagation").Figures.Concat(SheetRuns.Quick("cross-entropy").Figures));
        Assert.NotEqual(Figures(1), Figures(2));
    }
}
