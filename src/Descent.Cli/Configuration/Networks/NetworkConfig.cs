namespace Descent.Cli;

/// <summary>A network with its settings, built once the data's shapes are known.</summary>
internal abstract class NetworkConfig
{
    /// <summary>What its published weights expect of images; null if there are none.</summary>
    public virtual Preprocessing? Preprocessing => null;

    /// <exception cref="ConfigurationException">Its layers do not fit the data; the message says which and why.</exception>
    public abstract Module Build(NetworkBuilder builder);
}
