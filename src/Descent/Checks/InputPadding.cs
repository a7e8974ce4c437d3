namespace Descent;

/// <summary>How inputs of different lengths were brought to one: with a value, behind what each really holds.</summary>
/// <param name="Value">The value that was put there.</param>
/// <param name="Axis">The axis that was lengthened, counted with the batch as axis 0.</param>
public sealed record InputPadding(double Value = 0, int Axis = 1);
