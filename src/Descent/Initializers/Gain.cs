namespace Descent;

/// <summary>
/// The factor that keeps a layer's variance through the activation behind it: 1 / √E[f(z)²] for standard normal z, with PyTorch's
/// customary values where it states one (<c>calculate_gain</c>: tanh 5/3, SELU 3/4, sigmoid 1).
/// </summary>
public static class Gain
{
    /// <summary>The factor for an activation layer, with its settings: <c>Gain.For(new LeakyReLU(0.2))</c>. A layer that is none has factor 1.</summary>
    /// <param name="activation">The layer that follows; null if none does.</param>
    public static double For(Module? activation) => activation is ActivationLayer layer ? layer.Gain : 1;

    /// <summary>The factor for an activation that linear and convolutional layers can apply themselves.</summary>
    /// <param name="activation">The activation that follows.</param>
    public static double For(Activation activation) => activation switch
    {
        Activation.ReLU or Activation.ReLU6 => Math.Sqrt(2),
        Activation.Tanh => 5.0 / 3,
        _ => 1,
    };

    internal static double Check(string initializer, double gain) => gain >= 0 && double.IsFinite(gain)
        ? gain
        : throw new ArgumentException($"{initializer}: the gain is {gain}; give a finite number, 0 or more.");
}
