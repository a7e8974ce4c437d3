namespace Descent.Devices;

/// <summary>The processor: each method splits its work into fixed chunks and hands them to a kernel through the <see cref="WorkerTeam"/>.</summary>
internal sealed unsafe partial class CpuDevice : Device
{
    public override string Name => "cpu";
}
