namespace Descent.Tests.Augmenting;

/// <summary>A transform with settings that change something, and those that ask for nothing.</summary>
/// <param name="Typical">Applied to every sample.</param>
/// <param name="Identity">Must give the image itself; null where a transform has no such settings.</param>
/// <param name="Reference">The test that compares it with an independent implementation.</param>
public sealed record TransformSample(ImageTransform Typical, ImageTransform? Identity, string Reference)
{
    /// <summary>Whether what it does differs from sample to sample.</summary>
    public bool IsRandom { get; init; } = true;
}

/// <summary>Every transform. A new one without a line here fails.</summary>
public static class TransformSamples
{
    private const string Golden = nameof(AugmentationGoldenTests.A_transform_gives_what_Pillow_or_torchvision_gives);

    public static IReadOnlyList<TransformSample> All { get; } =
    [
        new(new Flip(), new Flip(probability: 0), Golden),
        new(new Rotation(20), new Rotation(0), Golden),
        new(new RandomCrop(3, Fill.Reflect), new RandomCrop(0), nameof(AugmentationTests.Crop_is_a_piece_of_the_padded_image_and_every_place_comes_up)),
        new(new RandomResizedCrop(new(16, 16)), new RandomResizedCrop(new(16, 16), (1, 1), (1, 1)), nameof(GeometryTests.A_resized_crop_shows_its_window)),
        new(new Resize(new ImageSize(9, 12)), new Resize(16), Golden) { IsRandom = false },
        new(new CenterCrop(new(10, 8)), new CenterCrop(new(16, 16)), Golden) { IsRandom = false },
        new(new Shear(0.4, 0.2), new Shear(0), Golden),
        new(new Translation(0.2, 0.2), new Translation(0, 0), Golden),
        new(new RandomAffine(15, (0.1, 0.1), (0.8, 1.2), 0.2), new RandomAffine(), nameof(GeometryTests.An_affine_transform_slants_scales_turns_and_moves)),
        new(new RandomPerspective(0.5, probability: 1), new RandomPerspective(0, probability: 1), nameof(GeometryTests.A_perspective_moves_the_corners_where_it_says)),
        new(new Brightness(0.4), new Brightness(0), Golden),
        new(new Exposure(1), new Exposure(0), nameof(ColorTests.Exposure_multiplies_light)),
        new(new Gamma(0.5, 2), null, Golden), // with exponent 1 logarithm and exponential round
        new(new Contrast(0.4), new Contrast(0), Golden),
        new(new Saturation(0.4), new Saturation(0), Golden),
        new(new Grayscale(0.5), new Grayscale(0), Golden),
        new(new Hue(0.3), new Hue(0), Golden),
        new(new ColorShift(30), new ColorShift(0), nameof(ColorTests.A_colour_shift_adds_a_number_to_each_channel)),
        new(new ColorJitter(0.3, 0.3, 0.3, 0.1), new ColorJitter(), Golden),
        new(new Posterize(3), new Posterize(8), Golden),
        new(new Solarize(100), new Solarize(256), Golden),
        new(new Invert(), new Invert(0), Golden),
        new(new AutoContrast(), new AutoContrast(0), Golden),
        new(new Equalize(), new Equalize(0), Golden),
        new(new GaussianNoise(20), new GaussianNoise(0), nameof(ColorTests.Noise_is_normal_and_its_own_in_every_channel)),
        new(new SaltAndPepper(0.1), new SaltAndPepper(0), nameof(ColorTests.Salt_and_pepper_hit_the_share_asked_for)),
        new(new Erasing(probability: 1), new Erasing(probability: 0), nameof(ColorTests.Erasing_covers_a_rectangle_and_nothing_else)),
        new(new Cutout(5), new Cutout(5, probability: 0), nameof(ColorTests.Cutout_covers_squares_around_its_points)),
        new(new GridMask(probability: 1), new GridMask(kept: 1, probability: 1), nameof(ColorTests.A_grid_mask_covers_a_grid)),
        new(new Blur(0.5, 2), new Blur(0, 0, 1), Golden),
        new(new Sharpness(0.9), new Sharpness(0), Golden),
        new(new RandAugment(), new RandAugment(magnitude: 0, probability: 0), nameof(AutomaticTests.Every_choice_comes_up_at_the_strength_of_torchvisions_table)),
        new(new TrivialAugment(), new TrivialAugment(probability: 0), nameof(AutomaticTests.Every_choice_comes_up_at_the_strength_of_torchvisions_table)),
    ];

    public static IEnumerable<object[]> Names => All.Select(s => new object[] { s.Typical.GetType().Name });

    public static TransformSample Get(string name) => All.Single(s => s.Typical.GetType().Name == name);
}
