namespace Descent.Cli;

/// <summary>A loss with its settings.</summary>
/// <param name="Name">Its name in the run file.</param>
/// <param name="TargetKind">What it compares predictions with.</param>
/// <param name="Build">Makes it.</param>
/// <param name="IsBinary">Whether it judges two classes by one output.</param>
internal sealed record LossConfig(string Name, TargetKind TargetKind, Func<Loss> Build, bool IsBinary = false);
