namespace Descent.Cli;

/// <summary><c>cifar10: folder</c>: the binary version of CIFAR-10.</summary>
internal sealed class Cifar10Source : ImageSource
{
    private Cifar10Source(string path) => Path = path;

    public static Entry<SourceConfig> Entry { get; } = new("cifar10", value => value.Node is YamlMap
        ? value.Map(s => (SourceConfig)new Cifar10Source(s.Required("path", v => v.FilePath(), "the path of the folder with data_batch_1.bin") ?? ""))
        : new Cifar10Source(value.FilePath()), Example: "path: data/cifar-10-batches-bin");

    public override bool HasTestPart => true;

    protected override string Path { get; }

    protected override ImageParts Read()
    {
        var (train, test) = Cifar10.LoadFolder(Path);
        return new ImageParts(train, null, test);
    }
}
