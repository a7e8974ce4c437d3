namespace Descent.Cli;

/// <summary>One name that a key accepts, with the reader of its options. A new optimizer, loss, network, layer or source is one entry more in its table.</summary>
/// <param name="Name">The name in the run file.</param>
/// <param name="Read">Reads the options; the value is an empty mapping if none are given.</param>
/// <param name="Example">Options to show in a message.</param>
internal sealed record Entry<T>(string Name, Func<Value, T> Read, string Example = "");
