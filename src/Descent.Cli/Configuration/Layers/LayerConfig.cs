namespace Descent.Cli;

/// <summary>A layer with its settings, which joins a network once the shape it receives is known.</summary>
internal sealed record LayerConfig(string Name, Action<NetworkBuilder> AddTo);
