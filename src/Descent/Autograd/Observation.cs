namespace Descent;

/// <summary>
/// Sees what a thread computes while it is <see cref="Current"/>: each module entered and left, each op computed and differentiated.
/// Summaries and searches for faults are made of it; nothing else pays more than the look whether there is one.
/// </summary>
internal abstract class Observation
{
    /// <summary>The calling thread's; null while nobody looks.</summary>
    [field: ThreadStatic]
    public static Observation? Current { get; set; }

    /// <summary>A module's forward pass begins.</summary>
    public virtual void Enter(Module module)
    {
    }

    /// <summary>A module's forward pass ended: its input and its output.</summary>
    public virtual void Leave(Module module, Tensor x, Tensor y)
    {
    }

    /// <summary>An op computed its output.</summary>
    public virtual void Computed(Op op)
    {
    }

    /// <summary>An op wrote its operands' gradients.</summary>
    public virtual void Differentiated(Op op)
    {
    }
}
