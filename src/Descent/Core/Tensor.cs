using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Descent.Devices;

namespace Descent;

/// <summary>
/// An array of numbers with a shape, an element type and a device; the value that operations take and give. Elements lie
/// contiguously, last axis fastest; images are channels-last, [N, H, W, C]. There is nothing to dispose.
/// <para>Operations are added to it by their own files in <c>Ops/</c>; this class only holds the memory and the gradient.</para>
/// </summary>
public unsafe class Tensor
{
    private Block _block;
    private int _version;
    private readonly int _offset; // in bytes
    private Tensor? _grad;

    internal Tensor(in Shape shape, DType type, Block block, int offset = 0)
    {
        Shape = shape;
        Type = type;
        _block = block;
        _version = block.Version;
        _offset = offset;
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Shape.Size;

    /// <summary>The element type.</summary>
    public DType Type { get; private set; }

    /// <summary>Where the elements live.</summary>
    public Device Device => _block.Device;

    /// <summary>
    /// Whether <see cref="Backward"/> computes a gradient for it. Results require one if an operand does; set it on an input
    /// to get the gradient with respect to that input.
    /// </summary>
    public bool RequiresGrad { get; set; }

    /// <summary>
    /// The gradient that the last backward passes left here, with this tensor's shape; null before the first and for tensors
    /// that need none. Passes add up until an optimizer's update, or <see cref="ClearGrad"/>.
    /// </summary>
    public Tensor? Grad => HasGrad ? _grad : null;

    /// <summary>The operation this is the result of; null for a leaf or when nothing was recorded.</summary>
    internal Op? Producer { get; set; }

    internal bool HasGrad { get; private set; }

    internal Block Memory => _block;

    internal bool IsStale => _version != _block.Version;

    /// <summary>The elements, for reading and writing, on a CPU tensor.</summary>
    /// <exception cref="InvalidOperationException">The element type is another, or the tensor's step has ended.</exception>
    public Span<T> Span<T>()
        where T : unmanaged
    {
        if (DTypes.Of<T>() != Type)
            throw new InvalidOperationException($"Span<{typeof(T).Name}>: the tensor {Shape} holds {Type}; ask for that type, or convert it with To(DType.{DTypes.Of<T>()}).");
        if (IsStale) ThrowStale();
        return MemoryMarshal.Cast<byte, T>(_block.Span.Slice(_offset, Count * Type.Size()));
    }

    /// <summary>A copy of the elements, last axis fastest.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="Span{T}"/>.</exception>
    public T[] ToArray<T>()
        where T : unmanaged => Span<T>().ToArray();

    /// <summary>The value of a tensor of one element.</summary>
    /// <exception cref="InvalidOperationException">It has more or fewer elements, or its step has ended.</exception>
    public double Item() => Count != 1
        ? throw new InvalidOperationException($"Item: the tensor {Shape} has {Count} elements; Item() reads a tensor of exactly one. Use ToArray() or reduce it first.")
        : Type switch
        {
            DType.Float32 => Span<float>()[0],
            DType.Float64 => Span<double>()[0],
            DType.Int32 => Span<int>()[0],
            _ => Span<byte>()[0],
        };

    /// <summary>Lets the tensor outlive its step. It leaves the graph when the step ends. Returns the tensor itself.</summary>
    public Tensor Keep()
    {
        if (IsStale) ThrowStale();
        Step.Keep(this, _block);
        return this;
    }

    /// <summary>The same memory as a leaf: gradients do not flow through it.</summary>
    public Tensor Detach() => View(Shape);

    /// <summary>
    /// Computes the gradient of this scalar with respect to every tensor it depends on that requires one, by backpropagation.
    /// </summary>
    /// <param name="release">Give each activation's memory back as soon as the pass has used it. Read what you need of them before.</param>
    /// <exception cref="InvalidOperationException">This is not a scalar, or nothing it depends on requires a gradient.</exception>
    public void Backward(bool release = false) => Backpropagation.Run(this, release);

    /// <summary>Forgets the gradient: <see cref="Grad"/> is null, and the next backward pass writes instead of adding.</summary>
    public void ClearGrad() => HasGrad = false;

    /// <summary>Shape, type and elements, shortened in the middle when there are many.</summary>
    public override string ToString() => IsStale ? $"Tensor {Shape} {Type} (its step has ended)" : TensorText.Write(this);

    /// <summary>A tensor that lives in the open step, or as garbage-collected memory when there is none. Elements are not set.</summary>
    internal static Tensor Allocate(in Shape shape, DType type) => new(shape, type, Step.Rent(ByteCount(shape, type)));

    /// <summary>A tensor that no step owns. Elements are not set.</summary>
    internal static Tensor AllocatePersistent(in Shape shape, DType type) => new(shape, type, new Block(Device.Cpu, ByteCount(shape, type)));

    /// <summary>Another shape, or a leading part, over the same memory.</summary>
    internal Tensor View(in Shape shape, int firstElement = 0)
    {
        if (IsStale) ThrowStale();
        return new Tensor(shape, Type, _block, _offset + firstElement * Type.Size());
    }

    /// <summary>The address of the first element, for kernels. Valid while the tensor is reachable and its step open.</summary>
    internal T* Data<T>()
        where T : unmanaged
    {
        if (IsStale) ThrowStale();
        return (T*)(_block.Pointer + _offset);
    }

    /// <summary>
    /// Where to write this tensor's gradient. The first writer of a pass gets <paramref name="add"/> = false and overwrites;
    /// later ones add. No gradient is ever zeroed.
    /// </summary>
    internal T* GradForWriting<T>(out bool add)
        where T : unmanaged
    {
        add = HasGrad && _grad is { IsStale: false };
        return GrantGrad().Data<T>();
    }

    /// <summary>The gradient's memory; what it holds counts from now on.</summary>
    private protected Tensor GrantGrad()
    {
        HasGrad = true;
        if (_grad is null || _grad.IsStale) _grad = OutlivesSteps ? AllocatePersistent(Shape, Type) : Allocate(Shape, Type);
        return _grad;
    }

    /// <summary>A parameter's gradient is allocated once; an activation's comes from the step.</summary>
    private protected virtual bool OutlivesSteps => false;

    internal void LeaveGraph() => Producer = null;

    /// <summary>Gives the value's and the gradient's memory back to the step, if this tensor is what they were made for.</summary>
    internal void ReleaseMemory()
    {
        if (_grad is { IsStale: false } grad) Step.Release(grad._block);
        if (Producer is not IView) Step.Release(_block);
    }

    /// <summary>A copy of the elements that no step owns and no gradient flows to.</summary>
    internal Tensor Copy()
    {
        var copy = AllocatePersistent(Shape, Type);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over the elements of a tensor of the same type and count.</summary>
    internal void CopyFrom(Tensor other)
    {
        if (other.Type != Type || other.Count != Count)
            throw new InvalidOperationException($"CopyFrom: {other.Shape} {other.Type} does not fit {Shape} {Type}.");
        if (IsStale) ThrowStale();
        if (other.IsStale) other.ThrowStale();
        other._block.Span.Slice(other._offset, Count * Type.Size()).CopyTo(_block.Span[_offset..]);
    }

    /// <summary>Replaces memory and element type; used to convert parameters in place.</summary>
    private protected void Become(Tensor other)
    {
        Type = other.Type;
        _block = other._block;
        _version = other._version;
        _grad = null;
        HasGrad = false;
    }

    /// <summary>Trades elements, element type and gradient with another tensor of this shape; neither may be a view.</summary>
    internal void Trade(Tensor other)
    {
        if (other.Shape != Shape || _offset != 0 || other._offset != 0) throw new InvalidOperationException($"Trade: {other.Shape} does not fit {Shape}, or one is a view.");
        (Type, other.Type) = (other.Type, Type);
        (_block, other._block) = (other._block, _block);
        (_version, other._version) = (other._version, _version);
        (_grad, other._grad) = (other._grad, _grad);
        (HasGrad, other.HasGrad) = (other.HasGrad, HasGrad);
    }

    /// <summary>The bytes of a tensor of this shape and type.</summary>
    /// <exception cref="ArgumentException">They are more than 2 GiB.</exception>
    private protected static int ByteCount(in Shape shape, DType type)
    {
        var bytes = (long)shape.Size * type.Size();
        return bytes <= int.MaxValue - 2 * Block.Alignment
            ? (int)bytes
            : throw new ArgumentException($"Tensor: {shape} of {type} needs {bytes} bytes; one tensor holds at most 2 GiB.");
    }

    [DoesNotReturn]
    private void ThrowStale() => throw new InvalidOperationException(
        $"Tensor {Shape} {Type}: its step has ended and its memory was recycled. Inside the step, call Keep() to let the tensor live on, or Item() or ToArray() to copy its numbers out.");
}
