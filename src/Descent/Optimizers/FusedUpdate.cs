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
/// <param name="ruleFor">The rule for a learning rate, a weight decay and a parameter's count of updates, this one included.</param>
internal sealed unsafe class FusedUpdate<TRule>(Optimizer optimizer, Func<double, double, long, TRule> ruleFor) : FusedUpdate
    where TRule : unmanaged, IUpdateRule
{
    private readonly UpdateSlot[] _slots = new UpdateSlot[optimizer.Parameters.Count];
    private readonly TRule[] _rules = new TRule[optimizer.Parameters.Count];

    public override void Run()
    {
        Run<float>(DType.Float32);
        Run<double>(DType.Float64);
        GC.KeepAlive(optimizer);
    }

    private void Run<T>(DType type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int slots = 0, rules = 0;
        Optimizer.Slot? last = null;
        var parameters = optimizer.Parameters;
        for (var p = 0; p < parameters.Count; p++)
        {
            var parameter = parameters[p];
            var tensor = parameter.Parameter;
            if (tensor.Type != type || !tensor.Trainable || !tensor.HasGrad) continue;
            parameter.Steps++;
            if (parameter.State is null) parameter.CreateState(optimizer.StateNames.Count);

            // Nearly always all parameters share group and count, and so one rule.
            if (last is null || last.Group != parameter.Group || last.Steps != parameter.Steps)
            {
                var rate = optimizer.LearningRate * (parameter.Group?.LearningRateScale ?? 1);
                _rules[rules++] = ruleFor(rate, parameter.Group?.WeightDecay ?? optimizer.WeightDecay, parameter.Steps);
                last = parameter;
            }

            var state = parameter.State!;
            _slots[slots++] = new UpdateSlot
            {
                Weight = tensor.Data<T>(),
                Gradient = tensor.Grad!.Data<T>(),
                State0 = state.Length > 0 ? state[0].Data<T>() : null,
                State1 = state.Length > 1 ? state[1].Data<T>() : null,
                State2 = state.Length > 2 ? state[2].Data<T>() : null,
                Count = tensor.Count,
                Rule = rules - 1,
            };
        }

        if (slots > 0) parameters[0].Parameter.Device.Update<TRule, T>(_rules.AsSpan(0, rules), _slots.AsSpan(0, slots));
    }
}
