namespace Descent.Cli;

/// <summary>A file of a public data set.</summary>
/// <param name="Name">What it is called, at its source and in the folder; compressed with gzip.</param>
/// <param name="Size">How many bytes its contents have, uncompressed.</param>
/// <param name="Sha256">The SHA-256 of its contents, uncompressed: sources compress them differently.</param>
internal sealed record PublicFile(string Name, long Size, string Sha256);

/// <summary>A data set that anyone may download, with where to.</summary>
/// <param name="Name">What the command calls it.</param>
/// <param name="Mirrors">Addresses of folders that hold the files, tried in this order.</param>
/// <param name="Files">The files.</param>
/// <param name="Source">How a run file names the folder.</param>
internal sealed record PublicSet(string Name, IReadOnlyList<string> Mirrors, IReadOnlyList<PublicFile> Files, string Source);

/// <summary>The data sets that <c>descent data get</c> knows.</summary>
internal static class PublicSets
{
    private const long TrainCount = 60_000, TestCount = 10_000;

    public static IReadOnlyList<PublicSet> All { get; } =
    [
        new("mnist",
            ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
            FourFiles(
                "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
            "idx"),
        new("fashion-mnist",
            ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"],
            FourFiles(
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
            "idx"),
    ];

    private static PublicFile[] FourFiles(string trainImages, string trainLabels, string testImages, string testLabels) =>
    [
        new("train-images-idx3-ubyte.gz", 16 + TrainCount * 28 * 28, trainImages),
        new("train-labels-idx1-ubyte.gz", 8 + TrainCount, trainLabels),
        new("t10k-images-idx3-ubyte.gz", 16 + TestCount * 28 * 28, testImages),
        new("t10k-labels-idx1-ubyte.gz", 8 + TestCount, testLabels),
    ];
}
