namespace Descent.Cli;

/// <summary>How weights are drawn.</summary>
internal sealed record InitializerConfig(Func<Initializer> Build);
