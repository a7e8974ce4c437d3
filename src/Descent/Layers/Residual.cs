namespace Descent;

/// <summary>x + f(x): a shortcut around other layers (He et al., "Deep residual learning for image recognition", 2015).</summary>
/// <param name="body">f, whose output has its input's shape, or the projection's output's.</param>
/// <param name="projection">What the shortcut applies where f changes the shape; null passes x on as it is.</param>
public sealed class Residual(Module body, Module? projection = null) : Module
{
    /// <summary>The layers that the shortcut goes around.</summary>
    public Module Body { get; } = body;

    /// <summary>What the shortcut applies; null for nothing.</summary>
    public Module? Projection { get; } = projection;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var change = Body.Forward(x);
        var shortcut = Projection?.Forward(x) ?? x;
        ShapeException.Require(change.Shape == shortcut.Shape,
            $"Residual: the body's output {change.Shape} and the shortcut's {shortcut.Shape} differ, for input {x.Shape}. Give a projection that makes the shortcut {change.Shape}.");
        return shortcut + change;
    }
}
