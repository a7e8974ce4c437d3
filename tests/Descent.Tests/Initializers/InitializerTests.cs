using Descent.Devices;
using Xunit;

namespace Descent.Tests.Initializers;

[Collection(ProcessSettings.Name)]
public class InitializerTests
{
    // fan-in 256, fan-out 512: 131,072 draws.
    private static readonly Shape s_shape = [512, 256];

    public static TheoryData<string, double, double> Laws => new()
    {
        // name, standard deviation, bound (0: none)
        { "XavierUniform", Math.Sqrt(2.0 / 768), Math.Sqrt(6.0 / 768) },
        { "XavierNormal", Math.Sqrt(2.0 / 768), 0 },
        { "XavierTruncatedNormal", Math.Sqrt(2.0 / 768), 2 * Math.Sqrt(2.0 / 768) / 0.87962566103423978 },
        { "KaimingUniform", Math.Sqrt(2.0 / 256), Math.Sqrt(6.0 / 256) },
        { "KaimingNormal", Math.Sqrt(2.0 / 256), 0 },
        { "KaimingNormalOut", Math.Sqrt(2.0 / 512), 0 },
        { "LeCunUniform", Math.Sqrt(1.0 / 256), Math.Sqrt(3.0 / 256) },
        { "LeCunNormal", Math.Sqrt(1.0 / 256), 0 },
        { "Normal", 0.02, 0 },
        { "Uniform", 0.5 / Math.Sqrt(3), 0.5 },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Large_draws_have_the_stated_moments_and_bounds(string name, double deviation, double bound)
    {
        var values = Fill(Make(name), s_shape, seed: 3);
        double n = values.Length, mean = values.Average(v => (double)v), variance = values.Average(v => (v - mean) * (v - mean));

        // Five standard errors; the variance of a variance is at most that of a normal law, 2σ⁴/n.
        Assert.InRange(mean, -5 * deviation / Math.Sqrt(n), 5 * deviation / Math.Sqrt(n));
        Assert.InRange(variance / (deviation * deviation), 1 - 5 * Math.Sqrt(2 / n), 1 + 5 * Math.Sqrt(2 / n));
        if (bound > 0)
        {
            Assert.InRange(values.Min(), -bound, -0.99 * bound);
            Assert.InRange(values.Max(), 0.99 * bound, bound);
        }
        else
        {
            // A normal law's fourth moment is 3σ⁴; its standard error here is √(96/n) σ⁴.
            Assert.InRange(values.Average(v => Math.Pow((v - mean) / deviation, 4)), 3 - 5 * Math.Sqrt(96 / n), 3 + 5 * Math.Sqrt(96 / n));
        }
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Every_value_is_a_function_of_the_seed_for_any_number_of_threads(string name, double deviation, double bound)
    {
        _ = (deviation, bound);
        var before = WorkerTeam.Threads;
        try
        {
            WorkerTeam.Threads = 1;
            var one = Fill(Make(name), s_shape, seed: 3);
            Assert.NotEqual(one, Fill(Make(name), s_shape, seed: 4));
            foreach (var threads in (int[])[2, 7])
            {
                WorkerTeam.Threads = threads;
                Assert.Equal(one, Fill(Make(name), s_shape, seed: 3));
            }
        }
        finally
        {
            WorkerTeam.Threads = before;
        }
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(30, 100)]
    [InlineData(100, 30)]
    [InlineData(1, 7)]
    public void Orthogonal_rows_or_columns_are_orthogonal_to_a_millionth(int rows, int columns)
    {
        var q = Fill(new Orthogonal(), [rows, columns], seed: 2);
        for (var a = 0; a < Math.Min(rows, columns); a++)
        {
            for (var b = 0; b < Math.Min(rows, columns); b++)
            {
                double dot = 0;
                for (var k = 0; k < Math.Max(rows, columns); k++)
                    dot += rows <= columns ? (double)q[a * columns + k] * q[b * columns + k] : (double)q[k * columns + a] * q[k * columns + b];
                Assert.Equal(a == b ? 1.0 : 0.0, dot, 1e-6);
            }
        }
    }

    [Fact]
    public void Orthogonal_scales_by_its_gain_takes_kernels_as_rows_and_refuses_vectors()
    {
        var q = Fill(new Orthogonal(gain: 2), [4, 3, 2, 2], seed: 2);
        for (var row = 0; row < 4; row++) Assert.Equal(4, q.Skip(row * 12).Take(12).Sum(v => (double)v * v), 1e-5);
        var error = Assert.Throws<ArgumentException>(() => Fill(new Orthogonal(), [5], seed: 1));
        Assert.Equal("Orthogonal: [5] is no matrix; give a shape with at least two axes.", error.Message);
    }

    [Fact]
    public void Fans_of_a_convolution_are_channels_times_the_kernels_area()
    {
        Assert.Equal(new Fans(16 * 9, 32 * 9), Fans.Of([32, 16, 3, 3]));
        Assert.Equal(new Fans(256, 512), Fans.Of([512, 256]));
        Assert.Equal(new Fans(7, 7), Fans.Of([7]));
        Assert.Equal(new Fans(1, 1), Fans.Of([]));
        var values = Fill(new XavierUniform(), [32, 16, 3, 3], seed: 1);
        var bound = Math.Sqrt(6.0 / (9 * (16 + 32)));
        Assert.InRange(values.Max(), 0.99 * bound, bound);
    }

    [Fact]
    public void A_module_drawn_from_a_seed_is_the_same_again_and_its_layers_differ()
    {
        var model = new Sequential(new Linear(20, 20), new Linear(20, 20));
        model.Initialize(7);
        var first = Values(model);
        model.Initialize(8);
        Assert.NotEqual(first, Values(model));
        model.Initialize(7);
        Assert.Equal(first, Values(model));
        Assert.NotEqual(first.Take(400), first.Skip(420).Take(400));
    }

    [Fact]
    public void A_gain_is_one_over_the_root_of_the_power_that_an_activation_passes()
    {
        // 1 / √E[f(z)²] by the midpoint rule; PyTorch states its own values for the other three.
        const int n = 200_000;
        var z = Enumerable.Range(0, n).Select(i => -10 + 20 * (i + 0.5) / n).ToArray();
        foreach (ActivationLayer layer in (ActivationLayer[])[new ReLU(), new LeakyReLU(0.2), new ELU(), new ELU(0.5), new GELU(), new SiLU(), new Softplus(), new HardSwish()])
        {
            var y = layer.Forward(Tensor.From(z)).ToArray<double>();
            var power = y.Zip(z, (f, x) => f * f * Math.Exp(-x * x / 2)).Sum() * 20 / n / Math.Sqrt(2 * Math.PI);
            Assert.Equal(1 / Math.Sqrt(power), Gain.For(layer), 1e-7);
        }

        Assert.Equal([5.0 / 3, 0.75, 1, 1, 1], [Gain.For(new Tanh()), Gain.For(new SELU()), Gain.For(new Sigmoid()), Gain.For(new Linear(1, 1)), Gain.For(null)]);
        Assert.Equal([1, Math.Sqrt(2), 1, 5.0 / 3, Math.Sqrt(2)], Enum.GetValues<Activation>().Select(Gain.For));
    }

    [Fact]
    public void Impossible_settings_are_explained()
    {
        Assert.Equal("XavierNormal: the gain is -1; give a finite number, 0 or more.", Assert.Throws<ArgumentException>(() => new XavierNormal(-1)).Message);
        Assert.Equal("Normal: the standard deviation is NaN; give a finite number, 0 or more.", Assert.Throws<ArgumentException>(() => new Normal(0, double.NaN)).Message);
        Assert.Equal("Uniform: from 2 to 1 is no finite range; give low ≤ high.", Assert.Throws<ArgumentException>(() => new Uniform(2, 1)).Message);
    }

    private static Initializer Make(string name) => name switch
    {
        "XavierUniform" => new XavierUniform(),
        "XavierNormal" => new XavierNormal(),
        "XavierTruncatedNormal" => new XavierTruncatedNormal(),
        "KaimingUniform" => new KaimingUniform(),
        "KaimingNormal" => new KaimingNormal(),
        "KaimingNormalOut" => new KaimingNormal(fan: Fan.Out),
        "LeCunUniform" => new LeCunUniform(),
        "LeCunNormal" => new LeCunNormal(),
        "Normal" => new Normal(0, 0.02),
        "Uniform" => new Uniform(-0.5, 0.5),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static float[] Fill(Initializer initializer, in Shape shape, ulong seed)
    {
        var values = new float[shape.Size];
        initializer.Fill(values, shape, Fans.Of(shape), new Philox(seed, RandomPurpose.Weights), sample: 0);
        return values;
    }

    private static float[] Values(Module module) => [.. module.NamedParameters().SelectMany(p => p.Parameter.ToArray<float>())];
}
