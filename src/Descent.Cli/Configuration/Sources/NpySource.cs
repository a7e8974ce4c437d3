namespace Descent.Cli;

/// <summary><c>npy: archive.npz</c> with x_train, y_train and so on; or .npy files one by one. Bytes are images, other numbers samples of any shape.</summary>
internal static class NpySource
{
    public static Entry<SourceConfig> Entry { get; } = new("npy", value =>
    {
        var files = value.Node is YamlMap ? value.Map(s => new NpyFiles(s)) : new NpyFiles(value.FilePath());
        return files.HasImages ? new NpyImageSource(files) : new NpyArraySource(files);
    }, Example: "path: data/mnist.npz");
}
