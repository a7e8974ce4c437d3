namespace Descent.Cli;

/// <summary>A network of the library for images, by its name alone.</summary>
/// <param name="entry">The network.</param>
/// <param name="make">Makes it for images of a shape, [height, width, channels], and a number of outputs.</param>
internal sealed class ImageNetwork(LibraryModel entry, Func<Shape, int, Module> make) : NetworkConfig
{
    private const string WithSettings = "cnn";

    public static IReadOnlyList<(string Name, Func<Section, NetworkConfig> Read)> Table { get; } =
    [
        .. LibraryModel.All.Where(entry => entry.Name != WithSettings).Select(entry => (entry.Name, (Func<Section, NetworkConfig>)(_ => new ImageNetwork(entry, entry.Make)))),
        (WithSettings, s =>
        {
            var drop = s.Optional("dropout", DropoutEntry.ReadDrop);
            var share = s.Has("dropout") ? drop : 0.5;
            return new ImageNetwork(LibraryModel.Find(WithSettings)!, (shape, outputs) => new Cnn(outputs, shape[0], shape[1], shape[2], share));
        }),
    ];

    public string Name => entry.Name;

    public override Preprocessing? Preprocessing => entry.Preprocessing;

    public override Module Build(NetworkBuilder builder)
    {
        builder.RequireImage("model.network", entry.Name);
        var (shape, least) = (builder.Shape, entry.LeastSide);
        if (Math.Min(shape[0], shape[1]) < least)
            NetworkBuilder.Fail($"model.network: {entry.Name} takes images of {least} × {least} pixels at least, but a sample arrives as {shape}; make them larger with data.prepare: [resize: …], or choose another network.");
        return make(shape, builder.Outputs);
    }
}
