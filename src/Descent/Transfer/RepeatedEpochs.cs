namespace Descent;

/// <summary>A data set whose training sees only so many epochs' worth of augmentation, again and again: what cached features of so many copies are made from.</summary>
/// <param name="source">The samples.</param>
/// <param name="copies">How many epochs differ, from 1.</param>
internal sealed class RepeatedEpochs(Dataset source, int copies) : Dataset
{
    public override int Count => source.Count;

    public override Shape InputShape => source.InputShape;

    public override TargetInfo Target => source.Target;

    internal override bool IsChecked => source.IsChecked;

    public override void ReadInput(int index, Span<float> values) => source.ReadInput(index, values);

    public override void ReadTrainingInput(int index, int epoch, Span<float> values) => source.ReadTrainingInput(index, epoch % copies, values);

    public override int ReadClass(int index) => source.ReadClass(index);

    public override void ReadTarget(int index, Span<float> values) => source.ReadTarget(index, values);
}
