namespace Descent;

/// <summary>A layer that is an activation function and nothing else: it has no parameters, and its output has its input's shape.</summary>
public abstract class ActivationLayer : Module
{
    /// <summary>The factor that initializers use for weights before this activation; see <see cref="Descent.Gain"/>.</summary>
    public virtual double Gain => 1;
}
