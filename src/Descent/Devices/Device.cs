namespace Descent;

/// <summary>
/// Where a tensor's numbers live and what computes on them. The kernels a device must supply are few and coarse; they stand in
/// the other parts of this class, one file a family (<c>Device.Elementwise.cs</c>, …). Pointers are the device's own memory:
/// only its kernels may read through them.
/// </summary>
public abstract unsafe partial class Device
{
    /// <summary>The processor, with as many threads as <c>DESCENT_THREADS</c> says, or one a core.</summary>
    public static Device Cpu { get; } = new Devices.CpuDevice();

    /// <summary>
    /// How many threads share the work of an operation on the processor, the caller's included: what <c>DESCENT_THREADS</c> says, or one a
    /// core. Results do not depend on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set below 1 or above 256.</exception>
    public static int Threads
    {
        get => Devices.WorkerTeam.Threads;
        set => Devices.WorkerTeam.Threads = value;
    }

    /// <summary>The device's name: <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
