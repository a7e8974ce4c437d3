using System.Diagnostics;

namespace Descent.Cli;

/// <summary>What the whole gradient of a network costs: by differences, one parameter after the other, and by backpropagation.</summary>
/// <param name="Parameters">How many parameters there are.</param>
/// <param name="Evaluations">How often the differences computed the loss.</param>
/// <param name="NumericalSeconds">Seconds for all differences.</param>
/// <param name="AnalyticalSeconds">Seconds for one pass forward and one backward: the fastest of several.</param>
/// <param name="Error">The distance of the two gradients, in the length of the longer.</param>
internal sealed record GradientCost(int Parameters, int Evaluations, double NumericalSeconds, double AnalyticalSeconds, double Error)
{
    /// <summary>Backpropagation is over in microseconds: the first passes are slower than those that follow.</summary>
    private const int Repeats = 50;

    /// <summary>Measures both in Float64; the network stays in that type.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static GradientCost Measure(Module model, Loss loss, Tensor inputs, Tensor targets, CancellationToken cancel)
    {
        model.To(DType.Float64);
        var x = inputs.To(DType.Float64);
        Tensor Loss() => loss.Compute(model.Forward(x), targets);
        var parameters = model.NamedParameters().Select(p => p.Parameter).ToList();
        var best = double.PositiveInfinity;
        double[] analytical = [];
        for (var i = 0; i < Repeats; i++)
        {
            using var step = new Step(seed: 0, epoch: 0, sample: i);
            foreach (var parameter in parameters) parameter.ClearGrad();
            var start = Stopwatch.GetTimestamp();
            Loss().Backward();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            analytical = [.. parameters.SelectMany(p => p.Grad!.ToArray<double>())];
        }

        var clock = Stopwatch.StartNew();
        var numerical = new List<double>(analytical.Length);
        using (new NoGrad())
        {
            foreach (var parameter in parameters)
            {
                for (var i = 0; i < parameter.Count; i++)
                {
                    cancel.ThrowIfCancellationRequested();
                    using var step = new Step(seed: 0, epoch: 1, sample: numerical.Count);
                    var value = parameter.Span<double>()[i];
                    var h = StepTradeOff.Theory * Math.Max(1, Math.Abs(value));
                    double At(double v)
                    {
                        parameter.Span<double>()[i] = v;
                        return Loss().Item();
                    }

                    numerical.Add((At(value + h) - At(value - h)) / (2 * h));
                    parameter.Span<double>()[i] = value;
                }
            }
        }

        clock.Stop();
        var distance = Math.Sqrt(analytical.Zip(numerical, (a, n) => (a - n) * (a - n)).Sum());
        var length = Math.Sqrt(Math.Max(analytical.Sum(a => a * a), numerical.Sum(n => n * n)));
        return new GradientCost(analytical.Length, 2 * numerical.Count, clock.Elapsed.TotalSeconds, best, distance / length);
    }
}
