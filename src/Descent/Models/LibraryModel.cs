namespace Descent;

/// <summary>A network of the library for images, by its name.</summary>
/// <param name="Name">The name, torchvision's where it has the network: <c>resnet50</c>.</param>
/// <param name="Make">Makes it for images of a shape, [height, width, channels], and a number of outputs. Its first weights are drawn.</param>
/// <param name="Input">The images that it was published for, [height, width, channels].</param>
/// <param name="Classes">The outputs that it was published with.</param>
/// <param name="LeastSide">The height and width of the smallest images that it takes.</param>
/// <param name="Preprocessing">What torchvision's published weights expect; null where it has none.</param>
public sealed record LibraryModel(string Name, Func<Shape, int, Module> Make, Shape Input, int Classes, int LeastSide, Preprocessing? Preprocessing)
{
    private static readonly Preprocessing s_usual = new(256, 224);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LibraryModel> All { get; } =
    [
        Small("resnet20", (shape, outputs) => ResNet.Cifar(20, outputs, shape[2]), [32, 32, 3], 1),
        Small("resnet32", (shape, outputs) => ResNet.Cifar(32, outputs, shape[2]), [32, 32, 3], 1),
        Small("resnet56", (shape, outputs) => ResNet.Cifar(56, outputs, shape[2]), [32, 32, 3], 1),
        Small("lenet5", (shape, outputs) => new LeNet5(outputs, shape[0], shape[1], shape[2]), [28, 28, 1], 16),
        Small("cnn", (shape, outputs) => new Cnn(outputs, shape[0], shape[1], shape[2]), [28, 28, 1], 4),
        Large("resnet18", ResNet.ResNet18, 1),
        Large("resnet34", ResNet.ResNet34, 1),
        Large("resnet50", ResNet.ResNet50, 1),
        Large("squeezenet1_0", (outputs, channels) => SqueezeNet.Version10(outputs, channels), 29),
        Large("squeezenet1_1", (outputs, channels) => SqueezeNet.Version11(outputs, channels), 25),
        Large("mobilenet_v2", (outputs, channels) => MobileNetV2.Make(outputs, channels), 1),
        Large("vgg11", (outputs, channels) => Vgg.Vgg11(outputs, channels), 32),
        Large("vgg11_bn", (outputs, channels) => Vgg.Vgg11(outputs, channels, batchNorm: true), 32),
        Large("vgg16", (outputs, channels) => Vgg.Vgg16(outputs, channels), 32),
        Large("vgg16_bn", (outputs, channels) => Vgg.Vgg16(outputs, channels, batchNorm: true), 32),
        Large("alexnet", (outputs, channels) => AlexNet.Make(outputs, channels), 63),
        Large("densenet121", DenseNet.DenseNet121, 29),
        Large("efficientnet_b0", (outputs, channels) => EfficientNet.B0(outputs, channels), 1, new Preprocessing(256, 224, Interpolation.Bicubic)),
        Large("convnext_tiny", (outputs, channels) => ConvNeXt.Tiny(outputs, channels), 32, new Preprocessing(236, 224)),
    ];

    /// <summary>The network of a name; null if there is none.</summary>
    /// <param name="name">The name.</param>
    public static LibraryModel? Find(string name) => All.FirstOrDefault(model => model.Name == name);

    /// <summary>Makes the network as it was published.</summary>
    public Module Create() => Make(Input, Classes);

    private static LibraryModel Small(string name, Func<Shape, int, Module> make, in Shape input, int leastSide) => new(name, make, input, 10, leastSide, null);

    private static LibraryModel Large(string name, Func<int, int, Module> make, int leastSide, Preprocessing? preprocessing = null) =>
        new(name, (shape, outputs) => make(outputs, shape[2]), [224, 224, 3], 1000, leastSide, preprocessing ?? s_usual);
}
