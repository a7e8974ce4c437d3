namespace Descent.Kernels;

/// <summary>The key and counter words of one sample's sequence of Philox 4×32: all but the first word, which counts the blocks of four numbers.</summary>
internal readonly record struct PhiloxCounter(uint Key0, uint Key1, uint Word1, uint Word2, uint Word3);
