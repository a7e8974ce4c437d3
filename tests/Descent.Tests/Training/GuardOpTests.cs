using Descent.Ops;
using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Training;

/// <summary>What is not finite, in the output or the gradient of any op, is found in its step, named, and never applied.</summary>
public sealed class GuardOpTests
{
    [Theory]
    [MemberData(nameof(OpSamples.Names), MemberType = typeof(OpSamples))]
    public void A_fault_in_any_output_or_gradient_is_found_in_its_step_and_named(string name)
    {
        var probe = new Probe(OpSamples.Get(name));
        if (probe.Ops.Count == 0) return; // nothing but whole numbers
        foreach (var value in new[] { double.NaN, double.PositiveInfinity })
        {
            foreach (var op in probe.Ops)
            {
                // What an op is given may be masked there, as where a stride passes over it or a comparison takes it, and losses of probabilities
                // refuse infinity with a message of their own; an op's own result is always seen.
                if (double.IsNaN(value) || op.Index >= probe.Result) Inject(probe, new Fault(probe, op.Index, null, value), NonFiniteSource.Output, op.Name, mustBeFound: op.Index >= probe.Result);
                foreach (var operand in op.Operands) Inject(probe, new Fault(probe, op.Index, operand.Index, value), NonFiniteSource.Gradient, op.Name, operand.IsFirst);
            }
        }
    }

    private static void Inject(Probe probe, Fault fault, NonFiniteSource source, string op, bool mustBeFound)
    {
        const int Step = 3;
        var guard = Guard.Stop();
        var weights = new List<float[]>();
        var trainer = new Trainer(probe, new MeanSquaredError(), new SGD(0)) { Guard = guard, Hooks = { new Starter(fault, Step, () => weights.AddRange(Weights(probe))) } };
        var outer = Observation.Current;
        Observation.Current = fault;
        try
        {
            var history = trainer.Fit(Data(), null, epochs: 1, batchSize: 2);
            Assert.All(probe.NamedParameters(), p => Assert.All(p.Parameter.ToArray<float>(), w => Assert.True(float.IsFinite(w))));
            if (!mustBeFound && !history.Failed) return;
            var context = $"{probe}: {fault} {op}: {history.StopReason}";
            Assert.True(history.Failed, context);
            var found = Assert.Single(guard.Found);
            Assert.True(source == found.Source && op == found.Op && found.Module == "model (Probe)", context);
            Assert.Equal((1, Step), (found.Epoch, found.Step));
            Assert.Equal(weights, Weights(probe));
        }
        finally
        {
            Observation.Current = outer;
        }
    }

    private static List<float[]> Weights(Probe probe) => [.. probe.NamedParameters().Select(p => p.Parameter.ToArray<float>())];

    private static InMemoryDataset Data() => new([.. Enumerable.Range(1, 8).Select(i => i / 8f)], [1], [.. Enumerable.Repeat(1f, 8)], new TargetInfo(TargetKind.Value, 1, ["y"]));

    /// <summary>An op as the probe calls it, with those of its operands that get a gradient, and whether a parameter gets it next.</summary>
    private sealed record ProbedOp(int Index, string Name, IReadOnlyList<(int Index, bool IsFirst)> Operands);

    /// <summary>x · Σ f(parameters) + b, f being a sample's op. It gets products of the parameters, so that a fault in a view does not reach them.</summary>
    private sealed class Probe : Module
    {
        private readonly OpSample _sample;
        private readonly Tensor[] _operands;
        private readonly Parameter _bias = new([1], new Constant(0));

        public Probe(OpSample sample)
        {
            _sample = sample;
            _operands = sample.Inputs(new OperandDraw([2, 3, 4, 5, 6, 7], 1, DType.Float32));
            for (var i = 0; i < _operands.Length; i++)
            {
                if (_operands[i].Type != DType.Float32) continue;
                var parameter = new Parameter(_operands[i].Shape, new Constant(0));
                parameter.CopyFrom(_operands[i]);
                _operands[i] = parameter;
            }

            var recorder = new Recorder();
            Observation.Current = recorder;
            try
            {
                Forward(Tensor.From([1f], [1, 1])).Sum().Backward();
            }
            finally
            {
                Observation.Current = null;
            }

            Ops = [.. recorder.Ops.Index().Where(o => o.Item.Output.Type.IsFloat() && o.Item.Output.Count > 0).Select(o => new ProbedOp(o.Index, o.Item.Name,
                [.. o.Item.Inputs.Index().Where(i => i.Item is { HasGrad: true, Count: > 0 }).Select(i => (i.Index, i.Item is Parameter || i.Item!.Producer is UnaryOp<MulScalarOp.Fn>))]))];
            Parameters = [.. _operands.OfType<Parameter>().Append(_bias).Where(p => p.HasGrad).Select(p => new Holder(p))];
            foreach (var (_, parameter) in NamedParameters()) parameter.ClearGrad();
        }

        /// <summary>The ops of float numbers, in the order of the calls.</summary>
        public IReadOnlyList<ProbedOp> Ops { get; }

        /// <summary>The number of the op whose result the sample gives; the probe's own follow.</summary>
        public int Result { get; private set; }

        public IReadOnlyList<Holder> Parameters { get; }

        public override string ToString() => _sample.Name;

        protected override Tensor Compute(Tensor x)
        {
            var y = _sample.Call(Array.ConvertAll(_operands, o => o is Parameter ? o * 1.0 : o));
            if (Observation.Current is Recorder recorder) Result = recorder.Ops.Count - 1;
            return x * (y.Type.IsFloat() ? y : y.To(DType.Float32)).Sum() + _bias;
        }
    }

    private sealed class Holder(Parameter parameter) : Module
    {
        public Parameter Parameter { get; } = parameter;

        protected override Tensor Compute(Tensor x) => x;
    }

    private class Recorder : Observation
    {
        private bool _isInside;

        public List<Op> Ops { get; } = [];

        public override void Enter(Module module)
        {
            _isInside = true;
            Ops.Clear();
        }

        public override void Leave(Module module, Tensor x, Tensor y) => _isInside = false;

        public override void Computed(Op op)
        {
            if (_isInside) Ops.Add(op);
        }
    }

    /// <summary>Puts a number into the output of one op, or into the gradient of one of its operands, as often as it is computed.</summary>
    private sealed class Fault(Probe probe, int op, int? operand, double value) : Recorder
    {
        public bool IsOn { get; set; }

        public override string ToString() => $"{value} in {(operand is null ? "the output" : $"the gradient of operand {operand}")} of op {op} of {probe}";

        public override void Computed(Op computed)
        {
            base.Computed(computed);
            if (IsOn && operand is null && Ops.Count == op + 1 && Ops[^1] == computed) computed.Output.Span<float>()[^1] = (float)value;
        }

        public override void Differentiated(Op differentiated)
        {
            if (IsOn && operand is { } k && Ops.Count > op && Ops[op] == differentiated) differentiated.Inputs[k]!.Grad!.Span<float>()[0] = (float)value;
        }
    }

    /// <summary>Switches the fault on before a step of the run.</summary>
    private sealed class Starter(Fault fault, int step, Action onStart) : TrainingHook
    {
        public override void OnStepEnd(Trainer trainer)
        {
            if (trainer.Steps != step - 1) return;
            fault.IsOn = true;
            onStart();
        }
    }
}
