namespace Descent.Cli;

/// <summary>A loss with its settings.</summary>
/// <param name="Name">Its name in the run file.</param>
/// <param name="TargetKind">What it compares predictions with.</param>
/// <param name="Build">Makes it, with a weight a class if it takes them and there are any.</param>
/// <param name="IsBinary">Whether it judges two classes by one output.</param>
/// <param name="TakesWeights">Whether classes can count differently.</param>
internal sealed record LossConfig(string Name, TargetKind TargetKind, Func<IReadOnlyList<double>?, Loss> Build, bool IsBinary = false, bool TakesWeights = false);
