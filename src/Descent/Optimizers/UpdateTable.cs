using System.Numerics;
using Descent.Kernels;

namespace Descent;

/// <summary>The parameters of one update and the rules for them, in arrays that are reused from step to step.</summary>
/// <param name="optimizer">Whose parameters are updated.</param>
/// <param name="ruleFor">The rule for what a group of parameters shares.</param>
internal sealed unsafe class UpdateTable<TRule>(Optimizer optimizer, Func<UpdateSettings, TRule> ruleFor)
    where TRule : unmanaged
{
    private readonly UpdateSlot[] _slots = new UpdateSlot[optimizer.Parameters.Count];
    private readonly TRule[] _rules = new TRule[optimizer.Parameters.Count];
    private readonly WeightPenalty[] _penalties = new WeightPenalty[optimizer.Parameters.Count];
    private int _slotCount;
    private int _ruleCount;

    public Span<UpdateSlot> Slots => _slots.AsSpan(0, _slotCount);

    public ReadOnlySpan<TRule> Rules => _rules.AsSpan(0, _ruleCount);

    /// <summary>The penalty that goes with each rule.</summary>
    public ReadOnlySpan<WeightPenalty> Penalties => _penalties.AsSpan(0, _ruleCount);

    /// <summary>Whether any parameter has a penalty that its rule alone does not know.</summary>
    public bool HasAbsolute { get; private set; }

    /// <summary>Lists the trainable parameters of one type that have a gradient, and counts the update for each.</summary>
    public void Fill<T>(DType type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (_slotCount, _ruleCount, HasAbsolute) = (0, 0, false);
        Optimizer.Slot? last = null;
        var parameters = optimizer.Parameters;
        for (var p = 0; p < parameters.Count; p++)
        {
            var parameter = parameters[p];
            var tensor = parameter.Parameter;
            if (tensor.Type != type || !tensor.Trainable || !tensor.HasGrad) continue;
            parameter.Steps++;
            if (parameter.State is null) optimizer.CreateState(parameter);

            // Nearly always all parameters share group, penalty and count, and so few rules serve all.
            if (last is null || last.Group != parameter.Group || last.Steps != parameter.Steps || last.Penalty != parameter.Penalty)
            {
                var rate = optimizer.LearningRate * (parameter.Group?.LearningRateScale ?? 1);
                var decay = optimizer.IgnoresDecay ? 0 : parameter.Group?.WeightDecay ?? optimizer.WeightDecay;
                _penalties[_ruleCount] = parameter.Penalty;
                _rules[_ruleCount++] = ruleFor(new UpdateSettings(rate, decay, optimizer.DecaysApart, parameter.Penalty, parameter.Steps));
                HasAbsolute |= parameter.Penalty.HasAbsolute;
                last = parameter;
            }

            var state = parameter.State!;
            _slots[_slotCount++] = new UpdateSlot
            {
                Weight = tensor.Data<T>(),
                Gradient = tensor.Grad!.Data<T>(),
                State0 = state.Length > 0 ? state[0].Data<T>() : null,
                State1 = state.Length > 1 ? state[1].Data<T>() : null,
                State2 = state.Length > 2 ? state[2].Data<T>() : null,
                Count = tensor.Count,
                Rule = _ruleCount - 1,
            };
        }
    }
}
