using System.Reflection;
using Descent.Devices;
using Descent.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Descent.Tests.Ops;

/// <summary>What every op must satisfy, run over the table of samples.</summary>
[Collection(ProcessSettings.Name)]
public sealed class OpTests
{
    /// <summary>Random cases a sample; each checks up to 24 elements of each operand.</summary>
    private static readonly int s_cases = Soak.Cases(40, 400);

    // Shapes of smallest sizes, of ones, and mixed ones, whatever FsCheck draws.
    private static readonly int[][] s_fixedSizes = [[0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [2, 3, 4, 5, 6, 7], [3, 1, 0, 2, 5, 1], [4, 7, 6, 1, 1, 3]];

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void Gradients_equal_central_differences(string name)
    {
        var sample = OpSamples.Get(name);
        if (sample.Op is not null) return;
        ForAllShapes((sizes, seed) => GradientAssert.IsRight(sample.Call, sample.Inputs(new OperandDraw(sizes, seed)), Describe(sample, sizes, seed), sample.MayMeetKinks));
    }

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void One_tensor_as_several_operands_gets_the_sum_of_their_gradients(string name)
    {
        var sample = OpSamples.Get(name);
        if (sample.Op is not null || !sample.CanShare) return;
        ForAllShapes((sizes, seed) =>
        {
            var inputs = sample.Inputs(new OperandDraw(sizes, seed));
            for (var i = 1; i < inputs.Length; i++)
                if (Array.Find(inputs, other => other.Type == inputs[i].Type && other.Shape == inputs[i].Shape) is { Type: DType.Float64 } first) inputs[i] = first;
            if (inputs.Distinct().Count() < inputs.Length) GradientAssert.IsRight(sample.Call, inputs, Describe(sample, sizes, seed), sample.MayMeetKinks);
        });
    }

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void A_second_pass_adds_the_same_gradient_again(string name)
    {
        var sample = OpSamples.Get(name);
        if (sample.Op is not null) return;
        ForAllShapes((sizes, seed) =>
        {
            var inputs = sample.Inputs(new OperandDraw(sizes, seed));
            var once = Gradients(sample, inputs);
            var y = sample.Call(inputs);
            SumSin.Of(y).Backward();
            for (var k = 0; k < inputs.Length; k++)
                if (once[k] is { } gradient)
                    Golden.AssertClose(Array.ConvertAll(gradient, g => 2 * g), inputs[k].Grad!, 1e-12, $"{Describe(sample, sizes, seed)} input {k}, two passes");
        });
    }

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void An_operand_alone_gets_the_gradient_it_gets_among_others(string name)
    {
        var sample = OpSamples.Get(name);
        if (sample.Op is not null) return;
        foreach (var sizes in s_fixedSizes)
        {
            var inputs = sample.Inputs(new OperandDraw(sizes, 7));
            var all = Gradients(sample, inputs);
            for (var k = 0; k < inputs.Length; k++)
            {
                if (all[k] is not { } expected) continue;
                foreach (var input in inputs) input.RequiresGrad = input == inputs[k];
                inputs[k].ClearGrad();
                SumSin.Of(sample.Call(inputs)).Backward();
                Golden.AssertClose(expected, inputs[k].Grad!, 1e-13, $"{Describe(sample, sizes, 7)} input {k} alone");
            }
        }
    }

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void Values_and_gradients_equal_PyTorch(string name)
    {
        var sample = OpSamples.Get(name);
        if (!Golden.TryGet(name, out var golden))
        {
            Assert.True(sample.NoGolden is not null, $"{name} has no golden case: add it to a script in tests/Descent.Tests/Golden and run it, or set NoGolden to the reason.");
            return;
        }

        foreach (var (type, tolerance) in new[] { (DType.Float64, 1e-12), (DType.Float32, 2e-5) })
        {
            var inputs = Array.ConvertAll(golden.Inputs, input => input.ToTensor(type));
            foreach (var input in inputs) input.RequiresGrad = input.Type.IsFloat();
            var y = sample.Call(inputs);
            Assert.Equal(golden.Output.Shape, y.Shape);
            Golden.AssertClose(golden.Output.Values, y, tolerance, $"{name} {type}");
            if (golden.Gradients.Length == 0) continue;
            SumSin.Of(y).Backward();
            for (var k = 0; k < inputs.Length; k++)
            {
                if (golden.Gradients[k] is not { } gradient) continue;
                Assert.True(inputs[k].Grad is not null, $"{name} {type}: input {k} got no gradient");
                Golden.AssertClose(gradient, inputs[k].Grad!, 5 * tolerance, $"{name} {type}, gradient of input {k}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        var sample = OpSamples.Get(name);
        var before = WorkerTeam.Threads;
        try
        {
            foreach (var sizes in s_fixedSizes)
            {
                var inputs = sample.Inputs(new OperandDraw(sizes, 11, DType.Float32, large: true));
                WorkerTeam.Threads = 1;
                var (expected, gradients) = Bits(sample, inputs);
                foreach (var threads in new[] { 2, 7 })
                {
                    WorkerTeam.Threads = threads;
                    var (actual, actualGradients) = Bits(sample, inputs);
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{Describe(sample, sizes, 11)}: {threads} threads give other values than one");
                    for (var k = 0; k < inputs.Length; k++)
                        Assert.True(gradients[k].AsSpan().SequenceEqual(actualGradients[k]), $"{Describe(sample, sizes, 11)}: {threads} threads give input {k} another gradient than one");
                }
            }
        }
        finally
        {
            WorkerTeam.Threads = before;
        }
    }

    /// <summary>Runs on the fixed sizes and on random ones, which FsCheck shrinks; its message holds the seed that repeats a failure.</summary>
    private static void ForAllShapes(Action<int[], int> check)
    {
        foreach (var sizes in s_fixedSizes) check(sizes, 1);
        var cases = from sizes in Gen.ArrayOf(Gen.Choose(0, 1 << 20), 8) from seed in Gen.Choose(0, int.MaxValue - 1) select (sizes, seed);
        var arbitrary = Arb.From(cases, c => Enumerable.Range(0, c.sizes.Length)
            .Where(i => c.sizes[i] != 0)
            .SelectMany(i => new[] { 0, 1, c.sizes[i] % 8, c.sizes[i] / 2 }.Where(size => size < c.sizes[i]).Distinct().Select(size => (c.sizes.Select((s, j) => i == j ? size : s).ToArray(), c.seed))));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(s_cases), Prop.ForAll(arbitrary, c => check(c.sizes, c.seed)));
    }

    private static string Describe(OpSample sample, int[] sizes, int seed) => $"{sample.Name}, new OperandDraw([{string.Join(", ", sizes)}], {seed})";

    private static double[]?[] Gradients(OpSample sample, Tensor[] inputs)
    {
        foreach (var input in inputs)
        {
            input.RequiresGrad = input.Type.IsFloat();
            input.ClearGrad();
        }

        SumSin.Of(sample.Call(inputs)).Backward();
        return Array.ConvertAll(inputs, input => input.Grad?.ToArray<double>());
    }

    private static (byte[] Value, byte[][] Gradients) Bits(OpSample sample, Tensor[] inputs)
    {
        foreach (var input in inputs)
        {
            input.RequiresGrad = input.Type.IsFloat();
            input.ClearGrad();
        }

        var y = sample.Call(inputs);
        if (y.Producer is not null) SumSin.Of(y).Backward();
        return (BytesOf(y), Array.ConvertAll(inputs, input => input.Grad is null ? [] : BytesOf(input.Grad)));
    }

    private static byte[] BytesOf(Tensor tensor) => tensor.Type switch
    {
        DType.Float32 => System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Span<float>()).ToArray(),
        DType.Float64 => System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Span<double>()).ToArray(),
        DType.Int32 => System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.Span<int>()).ToArray(),
        _ => tensor.ToArray<byte>(),
    };
}
