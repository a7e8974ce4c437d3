namespace Descent;

/// <summary>A layer that can apply the activation after it in its own pass over memory.</summary>
internal interface IFusesActivation
{
    Tensor Compute(Tensor x, Activation activation);
}

/// <summary>A layer that is nothing but an activation another layer can apply.</summary>
internal interface IActivationLayer
{
    Activation Activation { get; }
}
