using System.Numerics;

namespace Descent.Kernels;

/// <summary>The operands of a cross-entropy over rows of logits. Exactly one of the two kinds of target is set.</summary>
internal unsafe struct CrossEntropyRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* Logits;           // [rows, classes]
    public int* Indices;        // [rows] or null
    public T* Probabilities;    // [rows, classes] or null
    public T* ClassWeights;     // [classes]; null for ones
    public T* Gradient;         // [rows, classes], written: d(sum of losses)/d(logits); null when nobody asks
    public int Rows, Classes;
    public T Smoothing;         // share of each target that is spread evenly over the classes
    public int? Ignored;        // rows with this index have loss 0 and gradient 0
}
