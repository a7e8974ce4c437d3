using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent.Tests.Support;

/// <summary>Lets tests walk 512 bits on machines without them, each operation being two of 256: tiles and tails are then the same code.</summary>
internal static class Emulation
{
    [ModuleInitializer]
    internal static void Allow() => LaneWidth.Emulates512 = true;
}
