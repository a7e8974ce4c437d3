using Descent.Tests.Ops;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Checks;

/// <summary>Every op's backward function is made wrong in turn, in every way and for every operand that gets a gradient: the check sees each of them.</summary>
public class BackwardMutationTests
{
    // Sizes that samples draw shapes from; where an op has nothing to be wrong about on the first, as for an empty tensor, the next is tried.
    private static readonly int[][] s_sizes = [[2, 3, 4, 5, 6, 7], [4, 7, 6, 1, 1, 3], [3, 2, 5, 4, 1, 6], [1, 5, 2, 3], [1, 7, 0, 2], [1, 4, 1, 1], [5, 3, 3, 3, 3, 3]];

    private static readonly GradientCheck s_check = new() { Coordinates = 12, Directions = 1 };

    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void Every_error_in_a_backward_function_is_seen(string name)
    {
        var sample = OpSamples.Get(name);
        foreach (var place in PlacesOf(sample))
        {
            foreach (var error in Enum.GetValues<BackwardError>())
            {
                using var fault = new BackwardFault(error, place.Index, place.Operand).Begin();
                var report = s_check.Run(operands => fault.Inside(() => sample.Call(operands)), sample.Inputs(new OperandDraw(place.Sizes, 1)));
                Assert.True(fault.Altered > 0 && report.Verdict == CheckVerdict.Fail, $"{name}: {error} in the gradient that {place.Op} gives operand {place.Operand} was not seen: {report}");
            }
        }
    }

    [Fact]
    public void Every_op_of_the_library_was_made_wrong_for_every_operand()
    {
        var samples = OpSamples.All.Where(s => s.Op is null).ToList();
        var wrong = samples.SelectMany(PlacesOf).Select(p => (p.Op, p.Operand)).ToHashSet();
        var expected = samples.SelectMany(s => s_sizes.SelectMany(sizes => OperandsOf(s, sizes))).Select(p => (p.Op, p.Operand)).ToHashSet();
        Assert.Equal("", string.Join(", ", expected.Except(wrong)));

        // The samples have every op that has a gradient; so this is all of them.
        var covered = wrong.Select(w => w.Op).ToHashSet();
        var named = OpSamples.All.Where(s => s.Op is not null).Select(s => s.Op!).ToHashSet();
        Assert.Equal("", string.Join(", ", OpCompletenessTests.Required().Where(t => !covered.Contains(t) && !covered.Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == t) && !named.Contains(t))));
    }

    private sealed record Place(int Index, Type Op, int Operand, int[] Sizes);

    /// <summary>Each op that a sample computes, by its turn, with each operand that it gives a gradient that is not all 0, and the sizes at which it does.</summary>
    private static IEnumerable<Place> PlacesOf(OpSample sample)
    {
        if (sample.Op is not null) yield break; // records nothing
        var found = new HashSet<(int, int)>();
        foreach (var sizes in s_sizes)
        {
            foreach (var place in OperandsOf(sample, sizes))
            {
                if (found.Contains((place.Index, place.Operand))) continue;
                using var fault = new BackwardFault(BackwardError.Sign, place.Index, place.Operand).Begin();
                var inputs = Operands(sample, sizes);
                SumSin.Of(fault.Inside(() => sample.Call(inputs))).Backward();
                if (fault.Altered == 0) continue;
                found.Add((place.Index, place.Operand));
                yield return place;
            }
        }
    }

    /// <summary>The ops that the sample's result depends on, with the operands that require a gradient.</summary>
    private static List<Place> OperandsOf(OpSample sample, int[] sizes)
    {
        using var recorder = new BackwardFault(BackwardError.Sign, -1, 0).Begin();
        var result = recorder.Inside(() => sample.Call(Operands(sample, sizes)));
        var reached = new HashSet<Op>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Tensor>([result]);
        while (open.TryPop(out var tensor))
            if (tensor.Producer is { } op && reached.Add(op))
                foreach (var input in op.Inputs)
                    if (input is not null) open.Push(input);
        return [.. recorder.Ops.Index().Where(o => reached.Contains(o.Item)).SelectMany(o => o.Item.Inputs.Index().Where(i => i.Item is { RequiresGrad: true }).Select(i => new Place(o.Index, o.Item.GetType(), i.Index, sizes)))];
    }

    private static Tensor[] Operands(OpSample sample, int[] sizes)
    {
        var inputs = sample.Inputs(new OperandDraw(sizes, 1));
        foreach (var input in inputs) input.RequiresGrad = input.Type.IsFloat();
        return inputs;
    }
}
