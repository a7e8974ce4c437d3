using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>The two passes of a rule that looks at whole parameters.</summary>
/// <param name="optimizer">Whose parameters are updated.</param>
/// <param name="ruleFor">The rule for what a group of parameters shares, and its penalty.</param>
internal sealed class TrustUpdate<TRule>(Optimizer optimizer, Func<UpdateSettings, TRule> ruleFor) : FusedUpdate
    where TRule : unmanaged, ITrustRule
{
    private readonly UpdateTable<TRule> _table = new(optimizer, ruleFor);
    private double[] _sums = [];

    public override void Run()
    {
        Run<float>(DType.Float32);
        Run<double>(DType.Float64);
        GC.KeepAlive(optimizer);
    }

    private void Run<T>(DType type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        _table.Fill<T>(type);
        if (_table.Slots.IsEmpty) return;
        var device = optimizer.Parameters[0].Parameter.Device;
        var chunks = device.TrustChunks(_table.Slots);
        if (_sums.Length < 2 * chunks) _sums = new double[2 * chunks];
        device.UpdateByTrust<TRule, T>(_table.Rules, _table.Slots, _sums);
    }
}
