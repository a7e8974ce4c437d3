namespace Descent.Cli;

/// <summary>A network of the library for images, by its name alone.</summary>
/// <param name="name">The name in the run file.</param>
/// <param name="make">Makes it for images of a shape, [height, width, channels], and a number of outputs.</param>
internal sealed class ImageNetwork(string name, Func<Shape, int, Module> make) : NetworkConfig
{
    public static IReadOnlyList<(string Name, Func<Section, NetworkConfig> Read)> Table { get; } =
    [
        Plain("resnet20", (shape, outputs) => ResNet.Cifar(20, outputs, shape[2])),
        Plain("resnet32", (shape, outputs) => ResNet.Cifar(32, outputs, shape[2])),
        Plain("resnet56", (shape, outputs) => ResNet.Cifar(56, outputs, shape[2])),
        Plain("resnet18", (shape, outputs) => ResNet.ResNet18(outputs, shape[2])),
        Plain("resnet34", (shape, outputs) => ResNet.ResNet34(outputs, shape[2])),
        Plain("lenet5", (shape, outputs) => new LeNet5(outputs, shape[0], shape[1], shape[2])),
        ("cnn", s =>
        {
            var drop = s.Optional("dropout", v => v.IsNull ? 0 : DropoutEntry.ReadDrop(v));
            var share = s.Has("dropout") ? drop : 0.5;
            return new ImageNetwork("cnn", (shape, outputs) => new Cnn(outputs, shape[0], shape[1], shape[2], share));
        }),
    ];

    public override Module Build(NetworkBuilder builder)
    {
        builder.RequireImage("model.network", name);
        try
        {
            return make(builder.Shape, builder.Outputs);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ConfigurationException($"model.network: {e.Message.Split(" (Parameter")[0]}");
        }
    }

    private static (string, Func<Section, NetworkConfig>) Plain(string name, Func<Shape, int, Module> make) => (name, _ => new ImageNetwork(name, make));
}
