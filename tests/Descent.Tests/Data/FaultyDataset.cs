namespace Descent.Tests.Data;

/// <summary>Samples whose input is their own index, read as if from a disk: slow, failing or wrong where a test wants it.</summary>
internal sealed class FaultyDataset(int count, Action<int>? onRead = null) : Dataset
{
    public override int Count => count;

    public override Shape InputShape => [3];

    public override TargetInfo Target { get; } = new(TargetKind.Class, 2, ["even", "odd"]);

    /// <summary>How many of the three numbers are written.</summary>
    public Func<int, int> Writes { get; init; } = _ => 3;

    public Func<int, int> Class { get; init; } = index => index % 2;

    public override void ReadInput(int index, Span<float> values)
    {
        onRead?.Invoke(index);
        for (var i = 0; i < Writes(index); i++) values[i] = index;
    }

    public override int ReadClass(int index) => Class(index);
}
