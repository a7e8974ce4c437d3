using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>The pass of an optimizer over all its parameters.</summary>
internal abstract class FusedUpdate
{
    public abstract void Run();
}

/// <summary>The pass of one rule; holds the tables that are reused from step to step, so that an update allocates nothing.</summary>
/// <param name="optimizer">Whose parameters are updated.</param>
/// <param name="ruleFor">The rule for what a group of parameters shares.</param>
internal sealed class FusedUpdate<TRule>(Optimizer optimizer, Func<UpdateSettings, TRule> ruleFor) : FusedUpdate
    where TRule : unmanaged, IUpdateRule
{
    private readonly UpdateTable<TRule> _table = new(optimizer, ruleFor);
    private PenalizedRule<TRule>[] _penalized = [];

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
        if (!_table.HasAbsolute)
        {
            device.Update<TRule, T>(_table.Rules, _table.Slots);
            return;
        }

        if (_penalized.Length == 0) _penalized = new PenalizedRule<TRule>[optimizer.Parameters.Count];
        for (var r = 0; r < _table.Rules.Length; r++)
            _penalized[r] = new PenalizedRule<TRule>(_table.Rules[r], _table.Penalties[r].Proximal, _table.Penalties[r].Subgradient);
        device.Update<PenalizedRule<TRule>, T>(_penalized.AsSpan(0, _table.Rules.Length), _table.Slots);
    }
}
