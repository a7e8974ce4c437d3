using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>
/// An optimizer's way down a bent valley of two parameters, (1 − x)² + c·(y − x²)² (H. H. Rosenbrock, "An automatic method for finding the greatest or least value of a
/// function", 1960), found with the library's own optimizers and backpropagation.
/// </summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="X">x before the first step and after each.</param>
/// <param name="Y">y, likewise.</param>
/// <param name="Heights">The function there.</param>
internal sealed record ValleyPath(double Rate, IReadOnlyList<double> X, IReadOnlyList<double> Y, IReadOnlyList<double> Heights)
{
    /// <summary>c: how much steeper the walls are than the ground. Rosenbrock's 100 takes plain descent thousands of steps.</summary>
    public const double Steepness = 20;

    public const int Steps = 80;

    public const double StartX = -1.2, StartY = 1;

    /// <summary>The picture's ends.</summary>
    private const double Left = -1.6, Right = 1.6, Bottom = -0.6, Top = 2.2;

    private const int Columns = 65, Rows = 57;

    /// <summary>The grid of rates of which each optimizer has its best.</summary>
    public static IReadOnlyList<double> Rates { get; } = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    /// <summary>How far its end is from the lowest point, (1, 1).</summary>
    public double Distance => Math.Sqrt(Math.Pow(X[^1] - 1, 2) + Math.Pow(Y[^1] - 1, 2));

    /// <summary>The path that ends lowest of those that do not leave the picture; of all, if all do.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ValleyPath Best(Func<double, Optimizer> optimizer, CancellationToken cancel) =>
        Rates.Select(rate => Follow(optimizer(rate), cancel)).MinBy(p => (p.IsInside ? 0 : 1, double.IsFinite(p.Heights[^1]) ? p.Heights[^1] : double.MaxValue))!;

    private bool IsInside => X.All(x => x is >= Left and <= Right) && Y.All(y => y is >= Bottom and <= Top);

    /// <summary>Takes the steps.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ValleyPath Follow(Optimizer optimizer, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Parameter x = new([1], new Constant(StartX)), y = new([1], new Constant(StartY));
        optimizer.Attach([("x", x), ("y", y)]);
        double[] across = new double[Steps + 1], up = new double[Steps + 1], heights = new double[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            using var step = new Step(seed: 0, epoch: 0, sample: i);
            var height = ((1 - x).Square() + Steepness * (y - x.Square()).Square()).Sum();
            (across[i], up[i], heights[i]) = (x.Item(), y.Item(), height.Item());
            height.Backward();
            optimizer.Update();
        }

        return new ValleyPath(optimizer.LearningRate, across, up, heights);
    }

    /// <summary>The valley with the paths over it. Colours go by the logarithm of the height, or its ground would be all of one colour.</summary>
    public static ValleyBlock Block(IReadOnlyList<(string Name, ValleyPath Path)> paths)
    {
        var (across, up) = (Curves.Range(Left, Right, Columns), Curves.Range(Bottom, Top, Rows));
        return new ValleyBlock(
            Axis.Linear("x", Left, Right),
            Axis.Linear("y", Bottom, Top),
            [.. up.Select(y => (IReadOnlyList<double>)[.. across.Select(x => Math.Log10(0.01 + Math.Pow(1 - x, 2) + Steepness * Math.Pow(y - x * x, 2)))])],
            [.. paths.Select(p => new Line(p.Name, p.Path.X, p.Path.Y))])
        {
            Marks = [new(StartX, StartY, "start"), new(1, 1, "lowest point")],
        };
    }
}
