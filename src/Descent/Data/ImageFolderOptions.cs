namespace Descent;

/// <summary>How a tree of image files is read.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Decodes the files; null takes <see cref="ImageDecoder"/>, for every format that the library reads.</summary>
    public IImageDecoder? Decoder { get; init; }

    /// <summary>
    /// What brings images of any size to one, such as a <see cref="Resize"/> and a <see cref="CenterCrop"/>. Files are then decoded when they are read.
    /// Null takes images of one size as they are, all of them into memory at once.
    /// </summary>
    public Augmentation? Prepare { get; init; }

    /// <summary>How many bytes of decoded images are kept, where there is a <see cref="Prepare"/>, for each part of the data.</summary>
    public long CacheBytes { get; init; } = 1L << 30;

    /// <summary>
    /// How many files that cannot be read are left out, with a record of each; one more is an error. Above 0 every file is decoded at the start.
    /// </summary>
    public int SkipAtMost { get; init; }
}

/// <summary>A file that was left out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why it cannot be read.</param>
public sealed record SkippedFile(string Path, string Reason);
