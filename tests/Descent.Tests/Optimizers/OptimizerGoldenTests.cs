using System.Text.Json;
using Descent.Devices;
using Descent.Kernels;
using Xunit;

namespace Descent.Tests.Optimizers;

/// <summary>Trajectories in float64 against PyTorch's, from Golden/make_optimizers.py.</summary>
[Collection(ProcessSettings.Name)]
public class OptimizerGoldenTests
{
    [Fact]
    public void Every_optimizer_follows_PyTorch_for_two_hundred_steps()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "optimizers.json")));
        var start = Numbers(golden.RootElement.GetProperty("start"));
        var scale = Numbers(golden.RootElement.GetProperty("scale"));
        var every = golden.RootElement.GetProperty("every").GetInt32();
        var seen = new HashSet<string>();
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var optimizer = Make(item.GetProperty("optimizer").GetString()!, item.GetProperty("options"));
            seen.Add(optimizer.GetType().Name);
            var w = Float64Parameter(start);
            optimizer.Attach([("w", w)]);
            var expected = item.GetProperty("weights").EnumerateArray().Select(Numbers).ToArray();
            for (var step = 0; step < expected.Length * every; step++)
            {
                SetGradient(w, w.ToArray<double>().Select((x, i) => scale[i] * x + Math.Sin(x * 3 + step)).ToArray());
                optimizer.Update();
                if ((step + 1) % every != 0) continue;
                var want = expected[step / every];
                var got = w.ToArray<double>();
                for (var i = 0; i < want.Length; i++)
                    Assert.True(Math.Abs(want[i] - got[i]) <= 1e-10 * Math.Max(0.01, Math.Abs(want[i])), $"{item.GetProperty("optimizer")} {item.GetProperty("options")} step {step} weight {i}: PyTorch {want[i]:R}, here {got[i]:R}");
            }
        }

        var all = typeof(Optimizer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Optimizer)) && !t.IsAbstract).Select(t => t.Name);
        Assert.Equal(all.Order(), seen.Order()); // a new optimizer needs its line in the script
    }

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    [InlineData(1)]
    public void Every_width_and_thread_count_gives_the_same_bits(int bits)
    {
        foreach (var make in Optimizers())
        {
            var reference = Run(make, 1, 1);
            var sameForWidths = make() is not LAMB; // whose norms are sums over lanes
            if (!sameForWidths) reference = Run(make, bits, 1);
            foreach (var threads in new[] { 1, 2, 7 })
                Assert.Equal(reference, Run(make, bits, threads));
            Assert.Equal(Run(make, sameForWidths ? 1 : bits, 1, new WeightPenalty(1e-3, 1e-4, 0.01)), Run(make, bits, 2, new WeightPenalty(1e-3, 1e-4, 0.01)));
        }
    }

    [Fact]
    public void A_saved_and_restored_state_goes_on_to_the_same_bits()
    {
        foreach (var make in Optimizers())
        {
            var w = Float64Parameter([0.5, -1, 2]);
            var first = make();
            first.Attach([("w", w)]);
            for (var i = 0; i < 5; i++) Step(first, w, i);
            var saved = first.State().ToDictionary(s => s.Key, s => s.Value.Copy());
            var copy = Float64Parameter(w.ToArray<double>());
            var second = make();
            second.Attach([("w", copy)]);
            second.LoadState(saved);
            for (var i = 5; i < 9; i++)
            {
                Step(first, w, i);
                Step(second, copy, i);
                Assert.Equal(w.ToArray<double>(), copy.ToArray<double>());
            }
        }

        static void Step(Optimizer optimizer, Parameter w, int i)
        {
            SetGradient(w, w.ToArray<double>().Select(x => Math.Cos(x + i)).ToArray());
            optimizer.Update();
        }
    }

    /// <summary>One of each, with options that use all of its state, in every convention.</summary>
    internal static IEnumerable<Func<Optimizer>> Optimizers() => Enum.GetValues<Convention>().SelectMany(c => new Func<Optimizer>[]
    {
        () => new SGD(0.1, 0.01, c), () => new Momentum(0.1, 0.9, 0.01, c), () => new Nesterov(0.1, 0.9, 0.01, c),
        () => new RMSprop(0.01, weightDecay: 0.01, convention: c), () => new RMSprop(0.01, momentum: 0.5, convention: c),
        () => new RMSprop(0.01, centered: true, convention: c), () => new RMSprop(0.01, momentum: 0.5, centered: true, convention: c),
        () => new Adam(0.01, weightDecay: 0.01, convention: c), () => new AdamW(0.01, convention: c), () => new AMSGrad(0.01, beta2: 0.9, convention: c),
        () => new NAdam(0.01, convention: c), () => new Adamax(0.01, convention: c), () => new Adagrad(0.1, rateDecay: 0.1, convention: c),
        () => new Adadelta(1, convention: c), () => new Lion(0.01, weightDecay: 0.1, convention: c), () => new LAMB(0.01, weightDecay: 0.1, convention: c),
    });

    private static float[] Run(Func<Optimizer> make, int bits, int threads, WeightPenalty penalty = default)
    {
        var (oldBits, oldThreads) = (LaneWidth.Bits, WorkerTeam.Threads);
        (LaneWidth.Bits, WorkerTeam.Threads) = (bits, threads);
        try
        {
            // More than one chunk, and tails of every kind.
            int[] sizes = [1, 3, 40_001, 17, 16_384, 5];
            var parameters = sizes.Select((n, p) => ($"p{p}", new Parameter([n], new KaimingUniform()))).ToArray();
            foreach (var (_, p) in parameters) p.Initialize(new Philox(3, RandomPurpose.Weights));
            var optimizer = make();
            optimizer.Attach(parameters);
            foreach (var slot in optimizer.Parameters) slot.Penalty = penalty;
            for (var step = 0; step < 3; step++)
            {
                foreach (var (_, p) in parameters) SetGradient(p, p.ToArray<float>().Select((x, i) => MathF.ScaleB(x, -1) + (i % 7 - 3) * 0.01f).ToArray());
                optimizer.Update();
            }

            return parameters.SelectMany(p => p.Item2.ToArray<float>()).ToArray();
        }
        finally
        {
            (LaneWidth.Bits, WorkerTeam.Threads) = (oldBits, oldThreads);
        }
    }

    private static Optimizer Make(string name, JsonElement options)
    {
        double Option(string key, double otherwise) => options.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        var (rate, decay) = (Option("lr", 0), Option("weight_decay", 0));
        double beta1 = Option("beta1", 0.9), beta2 = Option("beta2", 0.999);
        double? Given(string key) => options.TryGetProperty(key, out var value) ? value.GetDouble() : null;
        return name switch
        {
            "SGD" => new SGD(rate, decay),
            "Momentum" => new Momentum(rate, Option("momentum", 0), decay),
            "Nesterov" => new Nesterov(rate, Option("momentum", 0), decay),
            "RMSprop" => new RMSprop(rate, Given("alpha"), Given("eps"), Option("momentum", 0), options.TryGetProperty("centered", out _), decay),
            "Adam" => new Adam(rate, beta1, beta2, Given("eps"), decay),
            "AdamW" => new AdamW(rate, beta1, beta2, Given("eps"), decay),
            "AMSGrad" => new AMSGrad(rate, beta1, beta2, Given("eps"), decay),
            "NAdam" => new NAdam(rate, beta1, beta2, Given("eps"), Given("momentum_decay"), decay),
            "Adamax" => new Adamax(rate, beta1, beta2, Given("eps"), decay),
            "Adagrad" => new Adagrad(rate, Given("eps"), Given("initial_accumulator_value"), Option("lr_decay", 0), decay),
            "Adadelta" => new Adadelta(rate, Given("rho"), Given("eps"), decay),
            "Lion" => new Lion(rate, beta1, beta2, decay),
            "LAMB" => new LAMB(rate, beta1, beta2, Given("eps"), decay),
            _ => throw new ArgumentException(name),
        };
    }

    internal static Parameter Float64Parameter(double[] values)
    {
        var parameter = new Parameter([values.Length], new Constant(0));
        parameter.ConvertTo(DType.Float64);
        values.CopyTo(parameter.Span<double>());
        return parameter;
    }

    internal static unsafe void SetGradient(Parameter parameter, double[] values)
    {
        parameter.ClearGrad();
        values.CopyTo(new Span<double>(parameter.GradForWriting<double>(out _), values.Length));
    }

    private static unsafe void SetGradient(Parameter parameter, float[] values)
    {
        parameter.ClearGrad();
        values.CopyTo(new Span<float>(parameter.GradForWriting<float>(out _), values.Length));
    }

    private static double[] Numbers(JsonElement array) => array.EnumerateArray().Select(n => n.GetDouble()).ToArray();
}
