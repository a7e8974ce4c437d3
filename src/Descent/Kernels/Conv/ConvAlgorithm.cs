namespace Descent.Kernels;

/// <summary>How a convolution is computed.</summary>
internal enum ConvAlgorithm
{
    /// <summary>By shape.</summary>
    Auto,

    /// <summary>Implicit matrix product.</summary>
    Direct,

    /// <summary>F(2×2, 3×3), where the filters are 3×3 and the stride 1; otherwise direct.</summary>
    Winograd2,

    /// <summary>F(4×4, 3×3), where the filters are 3×3 and the stride 1; otherwise direct.</summary>
    Winograd4,
}
