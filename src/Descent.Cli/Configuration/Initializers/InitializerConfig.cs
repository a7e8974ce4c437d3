namespace Descent.Cli;

/// <summary>How weights are drawn.</summary>
internal sealed record InitializerConfig(string Name, Func<Initializer> Build);
