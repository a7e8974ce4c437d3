using Xunit;

namespace Descent.Tests.Checks;

public class OptimizerCheckTests
{
    private static readonly Convention[] s_conventions = Enum.GetValues<Convention>();

    public static TheoryData<string> Optimizers => [.. typeof(Optimizer).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Optimizer)) && !t.IsAbstract).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_steps_by_its_formula_in_every_convention(string name)
    {
        foreach (var convention in s_conventions)
        {
            foreach (var optimizer in Make(name, convention))
            {
                var report = new OptimizerCheck { Updates = 6 }.Run(optimizer);
                Assert.True(report.Verdict == CheckVerdict.Pass && report.Error < 1e-9, $"{report}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_wrong_step_is_seen(string name)
    {
        foreach (var convention in s_conventions)
        {
            foreach (var optimizer in Make(name, convention))
            {
                foreach (var (what, factor) in new[] { ("backwards", -1.0), ("half", 0.5), ("a hundredth too long", 1.01), ("none", 0) })
                {
                    var report = new OptimizerCheck().Run(optimizer, () => Wrong(optimizer, factor));
                    Assert.True(report.Verdict == CheckVerdict.Fail, $"{what}: {report}");
                }

                if (optimizer.StateNames.Count == 0) continue;
                var forgetful = new OptimizerCheck().Run(optimizer, () =>
                {
                    foreach (var slot in optimizer.Parameters) slot.Reset();
                    optimizer.Update();
                });
                Assert.True(forgetful.Verdict == CheckVerdict.Fail, $"state forgotten: {forgetful}");
            }
        }
    }

    [Fact]
    public void Groups_are_compared_and_the_optimizer_is_what_it_was()
    {
        var model = new Sequential(new Linear(3, 4), new BatchNorm1d(4), new Linear(4, 2));
        model.Initialize(1);
        var optimizer = new AdamW(0.01, weightDecay: 0.3).With(new ParameterGroup("*.bias") { WeightDecay = 0, LearningRateScale = 3 });
        optimizer.Attach(model);
        new CrossEntropy().Compute(model.Forward(Tensor.Ones([3, 3])), Tensor.From<int>([0, 1, 1], [3])).Backward();
        optimizer.Update();
        var (weights, state) = (Values(model), optimizer.State().Select(s => (s.Key, string.Join(" ", s.Value.Type == DType.Float32 ? s.Value.ToArray<float>().Select(v => (double)v) : s.Value.ToArray<double>()))).ToList());
        var report = new OptimizerCheck().Run(optimizer);
        Assert.True(report.Verdict == CheckVerdict.Pass, $"{report}");
        Assert.Equal(weights, Values(model));
        Assert.Equal(state, optimizer.State().Select(s => (s.Key, string.Join(" ", s.Value.Type == DType.Float32 ? s.Value.ToArray<float>().Select(v => (double)v) : s.Value.ToArray<double>()))));
        Assert.Equal(6, optimizer.Parameters.Count(p => p.Parameter.Trainable));

        // A decay that the group should not have had.
        var decayed = new OptimizerCheck().Run(optimizer, () =>
        {
            foreach (var slot in optimizer.Parameters.Where(p => p.Group is not null))
                foreach (ref var w in slot.Parameter.Span<double>()) w *= 1 - 0.01 * 3 * 0.3;
            optimizer.Update();
        });
        Assert.Equal(CheckVerdict.Fail, decayed.Verdict);
        Assert.Contains("bias, update ", decayed.Where, StringComparison.Ordinal);
        Assert.Contains("AdamW, PyTorch: FAIL, 4 updates, error ", $"{decayed}", StringComparison.Ordinal);
    }

    private static void Wrong(Optimizer optimizer, double factor)
    {
        var before = optimizer.Parameters.Select(s => s.Parameter.ToArray<double>()).ToArray();
        optimizer.Update();
        for (var p = 0; p < before.Length; p++)
        {
            var weights = optimizer.Parameters[p].Parameter.Span<double>();
            for (var i = 0; i < weights.Length; i++) weights[i] = before[p][i] + factor * (weights[i] - before[p][i]);
        }
    }

    private static List<float[]> Values(Module model) => [.. model.NamedParameters().Where(p => p.Parameter.Type == DType.Float32).Select(p => p.Parameter.ToArray<float>())];

    /// <summary>With its defaults, and with every setting another; those without a form in a convention have the usual one.</summary>
    private static IEnumerable<Optimizer> Make(string name, Convention c) => name switch
    {
        "SGD" => [new SGD(convention: c), new SGD(0.3, 0.2, c)],
        "Momentum" => [new Momentum(convention: c), new Momentum(0.3, 0.7, 0.2, c)],
        "Nesterov" => [new Nesterov(convention: c), new Nesterov(0.3, 0.7, 0.2, c)],
        "RMSprop" => [new RMSprop(convention: c), new RMSprop(0.03, rho: 0.8, epsilon: 1e-3, momentum: 0.7, centered: true, weightDecay: 0.2, convention: c)],
        "Adam" => [new Adam(convention: c), new Adam(0.3, 0.8, 0.9, 1e-3, 0.2, c)],
        "AdamW" => [new AdamW(convention: c), new AdamW(0.3, 0.8, 0.9, 1e-3, 0.2, c)],
        "AMSGrad" => [new AMSGrad(convention: c), new AMSGrad(0.3, 0.8, 0.9, 1e-3, 0.2, c)],
        "NAdam" => [new NAdam(convention: c), new NAdam(0.3, 0.8, 0.9, epsilon: 1e-3, momentumDecay: 0.1, weightDecay: 0.2, convention: c)],
        "Adamax" => [new Adamax(convention: c), new Adamax(0.3, 0.8, 0.9, 1e-3, 0.2, c)],
        "Adagrad" => [new Adagrad(convention: c), new Adagrad(0.3, 1e-3, 0.4, 0.1, 0.2, c)],
        "Adadelta" => [new Adadelta(convention: c), new Adadelta(0.3, rho: 0.8, epsilon: 1e-3, weightDecay: 0.2, convention: c)],
        "Lion" => [new Lion(convention: c), new Lion(0.3, 0.8, 0.9, 0.2, c)],
        "LAMB" => [new LAMB(convention: c), new LAMB(0.3, 0.8, 0.9, 1e-3, 0.2, c)],
        _ => throw new ArgumentException($"{name}: add it here, and its formula to OptimizerFormula."),
    };
}
