namespace Descent.Cli;

/// <summary>The networks a run file can name under <c>model.network</c>. A network's keys stand beside its name.</summary>
internal static class Networks
{
    public static IReadOnlyList<(string Name, Func<Section, NetworkConfig> Read)> Table { get; } = [("mlp", s => new Mlp(s)), .. ImageNetwork.Table];
}
