namespace Descent;

/// <summary>What a pipeline does to one sample: everything that was drawn, before a pixel is touched.</summary>
internal sealed class ImagePlan
{
    private readonly List<PlannedStep> _steps = [];

    /// <summary>The steps in the pipeline's order.</summary>
    public List<PlannedStep> Steps => _steps;

    /// <summary>The image's size after the steps so far.</summary>
    public ImageSize Size { get; private set; }

    /// <summary>From the result to the source, all geometric steps composed.</summary>
    public Projection Projection { get; private set; }

    public void Begin(ImageSize size)
    {
        _steps.Clear();
        (Size, Projection) = (size, Projection.Identity);
    }

    public void Add(ImageTransform transform, in DrawnValues drawn, in ImageRandom random)
    {
        _steps.Add(new PlannedStep(transform, drawn, random));
        if (transform is not GeometricTransform geometric) return;
        Projection = Projection.Then(geometric.Project(drawn, Size));
        Size = geometric.SizeAfter(Size);
    }
}

/// <summary>A transform with what it drew.</summary>
internal readonly record struct PlannedStep(ImageTransform Transform, DrawnValues Drawn, ImageRandom Random);
