using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Ops;

/// <summary>No op without a sample, and so none without a checked gradient.</summary>
public class OpCompletenessTests
{
    [Fact]
    public void Every_op_has_a_sample()
    {
        var covered = OpSamples.All.SelectMany(OpsOf).ToHashSet();
        var missing = Required().Where(type => !covered.Contains(type)).Select(Text).Order().ToArray();
        Assert.True(missing.Length == 0,
            $"No OpSample uses {string.Join(", ", missing)}. Add one to a class that implements IOpSamples (tests/Descent.Tests/Support/OpSample.cs).");
    }

    [Fact]
    public void An_op_without_a_sample_is_noticed()
    {
        var relu = OpSamples.All.Where(sample => OpsOf(sample).Any(op => Text(op) == "UnaryOp<ReluOp.Fn>")).ToHashSet();
        Assert.NotEmpty(relu);
        var covered = OpSamples.All.Where(sample => !relu.Contains(sample)).SelectMany(OpsOf).ToHashSet();
        Assert.Contains("UnaryOp<ReluOp.Fn>", Required().Where(type => !covered.Contains(type)).Select(Text));
    }

    /// <summary>The classes of the ops a sample runs: those on the tape, and the one it names if nothing is recorded.</summary>
    private static IEnumerable<Type> OpsOf(OpSample sample)
    {
        var inputs = sample.Inputs(new OperandDraw([2, 3, 4, 5, 6, 7], 1));
        foreach (var input in inputs) input.RequiresGrad = input.Type.IsFloat();
        var found = new HashSet<Type>();
        if (sample.Op is not null) found.Add(sample.Op);
        var open = new Stack<Tensor>([sample.Call(inputs)]);
        while (open.TryPop(out var tensor))
        {
            if (tensor.Producer is not { } op) continue;
            found.Add(op.GetType());
            if (op.GetType().IsGenericType) found.Add(op.GetType().GetGenericTypeDefinition());
            foreach (var input in op.Inputs)
                if (input is not null) open.Push(input);
        }

        return found;
    }

    /// <summary>Every concrete op of the library; a generic one with each function struct that an op file defines for it.</summary>
    internal static IEnumerable<Type> Required()
    {
        var types = typeof(Op).Assembly.GetTypes();
        foreach (var op in types.Where(type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract))
        {
            if (!op.IsGenericTypeDefinition)
            {
                yield return op;
                continue;
            }

            var functions = op.GetGenericArguments() is [var parameter]
                ? types.Where(type => type is { IsValueType: true, IsGenericTypeDefinition: false } && type.DeclaringType?.Name.EndsWith("Op", StringComparison.Ordinal) == true
                    && parameter.GetGenericParameterConstraints().Where(c => c.IsInterface).All(c => type.IsAssignableTo(c))
                    && parameter.GetGenericParameterConstraints().Any(c => c.IsInterface)).ToArray()
                : [];
            if (functions.Length == 0) yield return op;
            foreach (var function in functions) yield return op.MakeGenericType(function);
        }
    }

    private static string Text(Type type)
    {
        var name = type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;
        return type.IsConstructedGenericType ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Text))}>" : name;
    }
}
