namespace Descent;

/// <summary>
/// Whose form of an optimizer is meant where the field disagrees. Settings that are not given take that form's defaults. Where two forms
/// of an optimizer coincide, so do the results; each optimizer says where they do not.
/// </summary>
public enum Convention
{
    /// <summary>PyTorch's; weight decay is part of the gradient but in AdamW, Lion and LAMB.</summary>
    PyTorch,

    /// <summary>
    /// Stanford's CS 230: averages (1 − β)·g rather than sums, and no correction for their start at 0. What the course does not write down
    /// is as in PyTorch.
    /// </summary>
    Cs230,

    /// <summary>Keras 3's; weight decay is always apart from the gradient: w ← (1 − α·weightDecay)·w first.</summary>
    Keras,
}
