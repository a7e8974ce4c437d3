namespace Descent.Cli;

/// <summary>The techniques that people know transforms under: the sheet's seven, and for the others their own names.</summary>
internal static class Technique
{
    /// <summary>Stanford CS 230, "Deep Learning Tips and Tricks": the techniques of data augmentation.</summary>
    private static readonly Dictionary<string, string> s_techniques = new()
    {
        ["flip"] = "flip",
        ["rotation"] = "rotation",
        ["random_crop"] = "random crop",
        ["random_resized_crop"] = "random crop",
        ["color_shift"] = "color shift",
        ["brightness"] = "color shift",
        ["saturation"] = "color shift",
        ["hue"] = "color shift",
        ["color_jitter"] = "color shift",
        ["grayscale"] = "color shift",
        ["noise"] = "noise addition",
        ["salt_and_pepper"] = "noise addition",
        ["erasing"] = "information loss",
        ["cutout"] = "information loss",
        ["grid_mask"] = "information loss",
        ["contrast"] = "contrast change",
        ["gamma"] = "contrast change",
        ["exposure"] = "contrast change",
        ["equalize"] = "contrast change",
        ["auto_contrast"] = "contrast change",
    };

    /// <summary>The technique that a transform belongs to.</summary>
    public static string Of(ImageTransform transform) => s_techniques.GetValueOrDefault(transform.Name, InWords(transform.Name));

    /// <summary>A name of run files as people write it: <c>random_crop</c> is a random crop.</summary>
    public static string InWords(string name) => name.Replace('_', ' ');

    /// <summary>Whether a transform only brings images to their size, which is nothing that a picture of its own would show.</summary>
    public static bool IsSizing(ImageTransform transform) => transform is Resize or CenterCrop;

    /// <summary>What was drawn, without the steps that only bring images to their size.</summary>
    public static IReadOnlyList<DrawnStep> Drawn(IEnumerable<(string Name, string Drawn)> steps) =>
        [.. steps.Where(s => s.Name is not ("resize" or "center_crop")).Select(s => new DrawnStep(s.Name, s.Drawn))];
}

/// <summary>A transform as it was applied to one image.</summary>
/// <param name="Name">Its name in run files.</param>
/// <param name="Drawn">Its numbers, for people; empty if there are none.</param>
internal readonly record struct DrawnStep(string Name, string Drawn)
{
    /// <summary>Such as <c>rotation 3.2°</c>.</summary>
    public override string ToString() => Drawn.Length > 0 ? $"{Technique.InWords(Name)} {Drawn}" : Technique.InWords(Name);
}
