namespace Descent.Cli;

/// <summary><c>cifar100: folder</c>: the binary version of CIFAR-100, with its hundred classes or its twenty coarse ones.</summary>
internal sealed class Cifar100Source : ImageSource
{
    private readonly bool _isCoarse;

    private Cifar100Source(string path) => Path = path;

    private Cifar100Source(Section s)
        : this(s.Required("path", v => v.FilePath(), "the path of the folder with train.bin and test.bin") ?? "") => _isCoarse = s.Flag("coarse", false);

    public static Entry<SourceConfig> Entry { get; } = new("cifar100", value => value.Node is YamlMap
        ? value.Map(s => (SourceConfig)new Cifar100Source(s))
        : new Cifar100Source(value.FilePath()), Example: "path: data/cifar-100-binary");

    public override bool HasTestPart => true;

    protected override string Path { get; }

    protected override ImageParts Read()
    {
        var (train, test) = Cifar100.LoadFolder(Path, _isCoarse);
        return new ImageParts(train, null, test);
    }
}
