using System.Globalization;
using System.Text;

namespace Descent;

/// <summary>One line of a <see cref="ModelSummary"/>.</summary>
/// <param name="Name">The dotted path in the network; empty for the network itself.</param>
/// <param name="Layer">The layer with its settings.</param>
/// <param name="Output">The output's shape for a batch of 1; null if the pass did not go through it.</param>
/// <param name="Parameters">Numbers in its own parameters, running statistics included.</param>
/// <param name="Trainable">Those that training changes.</param>
/// <param name="MultiplyAdds">Multiplications, each with its addition, of one sample's forward pass.</param>
public sealed record SummaryRow(string Name, string Layer, Shape? Output, long Parameters, long Trainable, long MultiplyAdds);

/// <summary>What a network consists of: a row a layer, and totals. <see cref="ToString"/> is a table.</summary>
public sealed class ModelSummary
{
    private readonly string _model;

    internal ModelSummary(string model, in Shape input, IReadOnlyList<SummaryRow> rows, long bytes)
    {
        _model = model;
        Input = input;
        Rows = rows;
        ParameterBytes = bytes;
    }

    /// <summary>The input's shape, with a batch of 1.</summary>
    public Shape Input { get; }

    /// <summary>The layers, in the order they are declared. A tied parameter counts where it comes first.</summary>
    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>Numbers in all parameters, running statistics included.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>Those that training changes.</summary>
    public long Trainable => Rows.Sum(row => row.Trainable);

    /// <summary>Multiplications, each with its addition, of one sample's forward pass.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>The memory of the parameters, in bytes. Training takes more: as much again for gradients, and the optimizer's state.</summary>
    public long ParameterBytes { get; }

    /// <summary>The table.</summary>
    public override string ToString()
    {
        string[] head = ["name", "layer", "output", "parameters", "trainable", "multiply-adds"];
        string[][] body = [.. Rows.Select(row => (string[])[row.Name, row.Layer, row.Output?.ToString() ?? "not reached", Number(row.Parameters), Number(row.Trainable), Number(row.MultiplyAdds)])];
        string[] foot = ["total", "", "", Number(Parameters), Number(Trainable), Number(MultiplyAdds)];
        string[][] all = [head, .. body, foot];
        var widths = Enumerable.Range(0, head.Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        var rule = new string('─', widths.Sum() + 2 * (widths.Length - 1)) + "\n";
        var text = new StringBuilder($"{_model}, input {Input}\n");
        Line(head);
        text.Append(rule);
        foreach (var row in body) Line(row);
        text.Append(rule);
        Line(foot);
        text.Append($"parameters take {Bytes(ParameterBytes)}");
        return text.ToString();

        void Line(string[] cells)
        {
            // Names to the left, numbers to the right.
            var line = string.Join("  ", cells.Select((cell, i) => i < 3 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])));
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} bytes",
        < 1 << 20 => (bytes / 1024.0).ToString("F1", CultureInfo.InvariantCulture) + " KiB",
        _ => (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) + " MiB",
    };
}

/// <summary>Adds <c>Summary</c> to modules.</summary>
public static class ModuleSummary
{
    extension(Module model)
    {
        /// <summary>
        /// Describes the network layer by layer. It runs once, in evaluation mode on one sample of zeros, and is left as it was.
        /// </summary>
        /// <param name="inputShape">The shape of one sample, without the batch: <c>[784]</c> or <c>[28, 28, 1]</c>.</param>
        /// <param name="inputType">The input's element type; Int32 for a network that begins with an embedding.</param>
        /// <exception cref="ShapeException">The network does not take such a sample; the message says which layer and why.</exception>
        public ModelSummary Summary(in Shape inputShape, DType inputType = DType.Float32)
        {
            Shape input = [1, .. inputShape.ToArray()];
            var modules = model.NamedModules();
            var passes = Run(model, modules, Tensor.Zeros(input, inputType));
            var rows = new List<SummaryRow>();
            var counted = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
            long bytes = 0;
            Shape? before = null;
            foreach (var (name, module) in modules)
            {
                long own = 0, trainable = 0;
                foreach (var (_, parameter) in ModuleMembers.ParametersOf(module))
                {
                    if (!counted.Add(parameter)) continue;
                    own += parameter.Count;
                    trainable += parameter.Trainable ? parameter.Count : 0;
                    bytes += (long)parameter.Count * parameter.Type.Size();
                }

                passes.TryGetValue(module, out var pass);

                // What only holds other layers is described by them.
                if (module.Children.Count > 0 && own == 0 && pass.MultiplyAdds == 0) continue;

                // An activation that the layer before it applies in its own pass is not called itself.
                var output = pass.Output ?? (module is IActivationLayer ? before : null);
                rows.Add(new SummaryRow(name, module.ToString()!, output, own, trainable, pass.MultiplyAdds));
                before = output;
            }

            return new ModelSummary(model.GetType().Name, input, rows, bytes);
        }
    }

    private static Dictionary<Module, (Shape? Output, long MultiplyAdds)> Run(Module model, IReadOnlyList<(string, Module Module)> modules, Tensor input)
    {
        var passes = new Dictionary<Module, (Shape? Output, long MultiplyAdds)>(ReferenceEqualityComparer.Instance);
        var modes = modules.Select(m => m.Module.Training).ToArray();
        var outer = Observation.Current;
        using var recording = new NoGrad();
        using var step = new Step(seed: 0, epoch: 0, sample: 0);
        try
        {
            model.Eval();
            Observation.Current = new Counting(passes);
            model.Forward(input);
        }
        finally
        {
            Observation.Current = outer;
            for (var i = 0; i < modes.Length; i++) modules[i].Module.Training = modes[i];
        }

        return passes;
    }

    private sealed class Counting(Dictionary<Module, (Shape? Output, long MultiplyAdds)> passes) : Observation
    {
        public override void Leave(Module module, Tensor x, Tensor y) =>
            passes[module] = (y.Shape, passes.GetValueOrDefault(module).MultiplyAdds + module.MultiplyAdds(x.Shape, y.Shape));
    }
}
