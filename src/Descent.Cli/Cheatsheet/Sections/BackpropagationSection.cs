using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>One unit with two inputs, its loss and one update, in the numbers that the library's own backpropagation gives.</summary>
internal sealed class BackpropagationSection() : SheetSection("backpropagation", "Backpropagation and updating weights", SheetGroup.Training, "Backpropagation", "Updating weights")
{
    private const double Rate = 0.5;

    /// <summary>Updates of the curve below.</summary>
    private const int Updates = 20;

    private static readonly string[] s_weights = ["w₁", "w₂", "b"];

    public override void Write(SectionDraft draft, SheetContext context)
    {
        draft.Formula("\\frac {∂L(z, y)} {∂w} = \\frac {∂L(z, y)} {∂z} × \\frac {∂z} {∂a} × \\frac {∂a} {∂w}");
        draft.Formula("w ← w − α \\frac {∂L(z, y)} {∂w}");
        draft.Text("Backpropagation walks from the loss back to the weights and multiplies the local derivatives on its way, so that one pass gives the gradient of every weight. Then each weight goes a small step against its gradient: forward, backward, update, again and again.");
        double[] weights = [0.4, 0.6, 0.1];
        var before = Unit.Of(weights);
        draft.Show(before.Graph("Steps 1 and 2: forward, and the gradients back", "Each node shows its value and, below it, how much the loss changes with it; each edge the local derivative. A gradient is the product of the derivatives on its way to the loss."));
        double[] updated = [.. weights.Zip(before.WeightGradients, (w, g) => w - Rate * g)];
        var after = Unit.Of(updated);
        var differences = before.Differences();
        draft.Show(new TableBlock(["", "before", "gradient", "differences", "after"],
            [.. s_weights.Select((name, i) => (IReadOnlyList<string>)[name, Text(weights[i]), Text(before.WeightGradients[i]), Text(differences[i]), Text(updated[i])])])
        {
            Title = "Step 3: update",
            Caption = $"After is before − {Say.Number(Rate)} × gradient. The gradient is backpropagation's; beside it, to compare, that by central differences of the loss.",
        });
        draft.Show(after.Graph("Forward again, with the new weights", $"The loss was {Text(before.Loss)} and is {Text(after.Loss)}."));
        for (var i = 0; i < weights.Length; i++)
        {
            draft.Figure($"gradient.{i}", before.WeightGradients[i]);
            draft.Figure($"gradient_by_differences.{i}", differences[i]);
            draft.Figure($"updated.{i}", updated[i]);
        }

        draft.Figure("loss.before", before.Loss);
        draft.Figure("loss.after", after.Loss);
        Descend(draft, context, weights);
    }

    /// <summary>The same three steps, some more times.</summary>
    private static void Descend(SectionDraft draft, SheetContext context, double[] weights)
    {
        context.Tell("backpropagation: a few updates by hand");
        var losses = new List<double>();
        for (var step = 0; step <= Updates; step++)
        {
            var unit = Unit.Of(weights);
            losses.Add(unit.Loss);
            weights = [.. weights.Zip(unit.WeightGradients, (w, g) => w - Rate * g)];
        }

        draft.Figure("loss.last", losses[^1]);
        var falls = losses.Zip(losses.Skip(1), (a, b) => b < a).All(f => f);
        draft.Show(new LinesBlock(Axis.Linear("updates"), Axis.Linear("loss", 0), [new Line("loss", [.. Enumerable.Range(0, losses.Count).Select(i => (double)i)], losses) { HasPoints = true }])
        {
            Title = $"{Updates} updates",
            Caption = $"The same three steps again and again, α = {Say.Number(Rate)}: from {Text(losses[0])} to {Text(losses[^1])}{(falls ? ", lower after every update" : "")}.",
        });
        draft.Text($"Measured: one update took the loss from {Text(losses[0])} to {Text(losses[1])}, {Updates} to {Text(losses[^1])}.");
    }

    private static string Text(double value) => value.ToString("0.0000;−0.0000;0.0000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>z = σ(w₁x₁ + w₂x₂ + b) and its cross-entropy with y, as tensors: values and gradients are read off them.</summary>
    private sealed class Unit
    {
        private const double X1 = 1.5, X2 = -2, Y = 1;

        private readonly double[] _weights;
        private readonly Dictionary<string, Tensor> _nodes;

        private Unit(double[] weights, Dictionary<string, Tensor> nodes) => (_weights, _nodes) = (weights, nodes);

        public double Loss => Value("L");

        public double[] WeightGradients => [Gradient("w₁")!.Value, Gradient("w₂")!.Value, Gradient("b")!.Value];

        /// <summary>Forward and backward.</summary>
        public static Unit Of(double[] weights)
        {
            var nodes = new Dictionary<string, Tensor>();
            foreach (var (name, value) in new[] { ("x₁", X1), ("x₂", X2), ("w₁", weights[0]), ("w₂", weights[1]), ("b", weights[2]) })
                nodes[name] = Tensor.From([value]);
            foreach (var name in s_weights) nodes[name].RequiresGrad = true;
            nodes["p₁"] = nodes["w₁"] * nodes["x₁"];
            nodes["p₂"] = nodes["w₂"] * nodes["x₂"];
            nodes["a"] = nodes["p₁"] + nodes["p₂"] + nodes["b"];
            nodes["z"] = nodes["a"].Sigmoid();
            nodes["L"] = -(Y * nodes["z"].Log() + (1 - Y) * (1 - nodes["z"]).Log()).Sum();
            nodes["L"].Backward();
            return new Unit(weights, nodes);
        }

        /// <summary>The gradients again, by central differences.</summary>
        public double[] Differences()
        {
            const double step = 1e-5;
            double At(int weight, double by) => Of([.. _weights.Select((w, i) => i == weight ? w + by : w)]).Loss;
            return [.. _weights.Select((_, i) => (At(i, step) - At(i, -step)) / (2 * step))];
        }

        public GraphBlock Graph(string title, string caption)
        {
            (string Id, string Label, double Column, double Row)[] places =
            [
                ("x₁", "x₁", 0, 0), ("w₁", "w₁", 0, 1), ("w₂", "w₂", 0, 2), ("x₂", "x₂", 0, 3), ("b", "b", 1, 4),
                ("p₁", "w₁x₁", 1, 0.5), ("p₂", "w₂x₂", 1, 2.5), ("a", "a = Σ", 2, 1.5), ("z", "z = σ(a)", 3, 1.5), ("L", "L(z, y = 1)", 4, 1.5),
            ];
            var z = Value("z");
            (string From, string To, double? Derivative)[] edges =
            [
                ("x₁", "p₁", null), ("w₁", "p₁", X1), ("w₂", "p₂", X2), ("x₂", "p₂", null),
                ("p₁", "a", 1), ("p₂", "a", 1), ("b", "a", 1), ("a", "z", z * (1 - z)), ("z", "L", (z - Y) / (z * (1 - z))),
            ];
            return new GraphBlock(
                [.. places.Select(p => new GraphNode(p.Id, p.Label, Text(Value(p.Id)), p.Id == "L" ? Text(1) : Gradient(p.Id) is { } g ? Text(g) : null, p.Column, p.Row))],
                [.. edges.Select(e => new GraphEdge(e.From, e.To, e.Derivative is { } d ? Text(d) : null))])
            {
                Title = title,
                Caption = caption,
            };
        }

        private double Value(string name) => _nodes[name].Item();

        private double? Gradient(string name) => _nodes[name].Grad?.Item();
    }
}
