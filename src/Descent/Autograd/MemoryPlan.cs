using Descent.Devices;

namespace Descent;

/// <summary>
/// When the numbers between a network's ops are read for the last time, found out in one pass: passes that follow it give memory back there, so that the next op
/// writes where the caches still are. Nothing is recorded for a backward pass meanwhile.
/// </summary>
internal sealed class MemoryPlan
{
    private readonly Type[] _ops;

    /// <summary>For each op the earlier ones, itself included, whose results nothing reads after it.</summary>
    private readonly int[][] _releases;

    private MemoryPlan(Type[] ops, int[][] releases) => (_ops, _releases) = (ops, releases);

    /// <summary>Watches a pass. Call it in a step of its own, without recording.</summary>
    /// <param name="pass">The pass; its result is what must remain.</param>
    public static MemoryPlan Of(Func<Tensor> pass)
    {
        var watch = new Watch();
        var result = Under(watch, pass);
        var lastReads = new Dictionary<Block, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < watch.Ops.Count; i++)
        {
            lastReads[watch.Ops[i].Output.Memory] = i;
            foreach (var input in watch.Ops[i].Inputs)
                if (input is not null) lastReads[input.Memory] = i;
        }

        var releases = watch.Ops.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < watch.Ops.Count; i++)
        {
            // A view's memory goes with that of the op that made it.
            var memory = watch.Ops[i].Output.Memory;
            if (watch.Ops[i] is not IView && !ReferenceEquals(memory, result.Memory)) releases[lastReads[memory]].Add(i);
        }

        return new MemoryPlan([.. watch.Ops.Select(op => op.GetType())], [.. releases.Select(list => list.ToArray())]);
    }

    /// <summary>Runs a pass that gives memory back as planned; one that runs other ops keeps it from there on.</summary>
    public Tensor Run(Func<Tensor> pass) => Under(new Runner(this), pass);

    private static Tensor Under(Observation observation, Func<Tensor> pass)
    {
        var outer = Observation.Current;
        Observation.Current = observation;
        try
        {
            return pass();
        }
        finally
        {
            Observation.Current = outer;
        }
    }

    private sealed class Watch : Observation
    {
        public List<Op> Ops { get; } = [];

        public override void Computed(Op op) => Ops.Add(op);
    }

    private sealed class Runner(MemoryPlan plan) : Observation
    {
        private readonly Tensor[] _outputs = new Tensor[plan._ops.Length];
        private int _at;

        public override void Computed(Op op)
        {
            if (_at >= _outputs.Length || op.GetType() != plan._ops[_at])
            {
                _at = int.MaxValue;
                return;
            }

            _outputs[_at] = op.Output;
            foreach (var done in plan._releases[_at++]) _outputs[done].ReleaseMemory();
        }
    }
}
