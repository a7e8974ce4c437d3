namespace Descent;

/// <summary>
/// A network that is a chain of stages, as nearly all networks for images are. Because each stage needs only what the one before it gives, the
/// first stages can be frozen and their outputs computed once: see <see cref="Transfer"/>.
/// </summary>
public abstract class StagedModule : Module
{
    /// <summary>The stages, first applied first. The last one with weights is the head: the layer to the classes.</summary>
    public IReadOnlyList<Stage> Stages => field ??= CreateStages();

    /// <summary>The stage that <see cref="Module.Forward(Tensor)"/> begins with; its input is then what the stage before would give.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such stage.</exception>
    public int FirstStage
    {
        get;
        set => field = value >= 0 && value < Stages.Count
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), $"{GetType().Name}: the first stage is set to {value}; there are {Stages.Count}, from 0.");
    }

    /// <summary>Lists the stages. Together they must use all of the network's modules.</summary>
    protected abstract IReadOnlyList<Stage> CreateStages();

    /// <inheritdoc/>
    protected sealed override Tensor Compute(Tensor x)
    {
        for (var i = FirstStage; i < Stages.Count; i++) x = Stages[i].Forward(x);
        return x;
    }
}
