using System.Numerics;

namespace Descent;

/// <summary>
/// One differentiable operation: its shape rule, its value and its gradient. An op reads only its fields and its inputs, so it
/// can be run again: no captured closures, no hidden random state. See docs/adding-an-op.md.
/// </summary>
/// <param name="inputs">The operands; null for one that is absent, such as a bias.</param>
public abstract unsafe class Op(params Tensor?[] inputs)
{
    /// <summary>The operands, in order; null where one is absent.</summary>
    internal Tensor?[] Inputs { get; } = inputs;

    /// <summary>The result; set by <see cref="Call"/>.</summary>
    internal Tensor Output { get; private set; } = null!;

    /// <summary>Marks the ops that one backward pass has seen.</summary>
    internal int Mark { get; set; }

    /// <summary>The name in error messages: the file's, which is the outermost class's without "Op".</summary>
    public virtual string Name => NameOf(GetType());

    /// <summary>The shape rule: the result's shape, or a <see cref="ShapeException"/>.</summary>
    protected abstract Shape Infer();

    /// <summary>Computes the result into <paramref name="y"/>.</summary>
    protected abstract void Forward<T>(Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// Given y's gradient (<see cref="GradientOf{T}"/>), writes the gradient of each input that <see cref="Wants"/> one
    /// through <see cref="GradientFor{T}"/>, overwriting or adding as that says.
    /// </summary>
    protected abstract void Backward<T>(Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// The element type of the result. By default all operands must have one floating-point type, which the result takes.
    /// </summary>
    protected virtual DType InferType()
    {
        var type = Inputs[0]!.Type;
        foreach (var input in Inputs)
        {
            if (input is null || (input.Type == type && type.IsFloat())) continue;
            throw new ShapeException(input.Type.IsFloat()
                ? $"{Name}: {string.Join(", ", Inputs.Where(t => t is not null).Select(t => $"{t!.Shape} {t.Type}"))} differ in element type. Convert one with To(DType.{type})."
                : $"{Name}: input {input.Shape} is {input.Type}; it takes Float32 or Float64. Convert it with To(DType.Float32).");
        }

        return type;
    }

    /// <summary>Makes the result tensor; views override it to share memory.</summary>
    private protected virtual Tensor Allocate(in Shape shape, DType type) => Tensor.Allocate(shape, type);

    /// <summary>Checks shapes and types, computes the result, and records the op if a gradient may be asked for.</summary>
    protected internal Tensor Call()
    {
        var type = InferType();
        var y = Allocate(Infer(), type);
        Output = y;

        // Ops that move integers about never look at the values: they run as float and copy by element size.
        if (type == DType.Float64) Forward<double>(y);
        else Forward<float>(y);

        if (!NoGrad.IsActive && type.IsFloat())
        {
            foreach (var input in Inputs)
            {
                if (input is not { RequiresGrad: true }) continue;
                y.Producer = this;
                y.RequiresGrad = true;
                break;
            }
        }

        // Kernels hold raw addresses: the operands must stay reachable until here.
        GC.KeepAlive(this);
        Observation.Current?.Computed(this);
        return y;
    }

    internal void RunBackward()
    {
        if (Output.Type == DType.Float64) Backward<double>(Output);
        else Backward<float>(Output);
        GC.KeepAlive(this);
    }

    private protected static string NameOf(Type type)
    {
        var name = (type.DeclaringType ?? type).Name;
        return name.EndsWith("Op", StringComparison.Ordinal) ? name[..^2] : name;
    }

    /// <summary>Whether the backward pass must compute this input's gradient.</summary>
    private protected static bool Wants(Tensor? input) => input is { RequiresGrad: true };

    /// <summary>y's gradient, complete: every use of y has added to it.</summary>
    private protected static T* GradientOf<T>(Tensor y)
        where T : unmanaged => y.Grad!.Data<T>();

    /// <summary>Where to write an input's gradient; <paramref name="add"/> says whether to add to what is there or overwrite it.</summary>
    private protected static T* GradientFor<T>(Tensor input, out bool add)
        where T : unmanaged => input.GradForWriting<T>(out add);
}

/// <summary>An op whose result shares its input's memory.</summary>
internal interface IView;
