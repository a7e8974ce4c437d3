namespace Descent;

/// <summary>
/// Reverse-mode differentiation: visits the ops a scalar depends on, last first, so that an op's gradient is complete before it is passed on.
/// </summary>
internal static class Backpropagation
{
    [ThreadStatic]
    private static Buffers? t_buffers;

    public static void Run(Tensor loss, bool release)
    {
        if (loss.Count != 1)
            throw new InvalidOperationException($"Backward: the tensor {loss.Shape} is not a scalar. Reduce it first, with Mean() or Sum().");
        if (!loss.RequiresGrad)
            throw new InvalidOperationException(NoGrad.IsActive
                ? "Backward: nothing was recorded, because a NoGrad scope is open."
                : "Backward: nothing this tensor depends on requires a gradient. Is every parameter frozen, or was the graph cut by Detach, NoGrad or a comparison?");

        var buffers = t_buffers ??= new Buffers();
        t_buffers = null; // a backward pass inside this one gets buffers of its own
        try
        {
            buffers.Sort(loss);
            foreach (var op in buffers.Order) op.Output.ClearGrad();
            WriteOne(loss);
            var observation = Observation.Current;
            for (var i = buffers.Order.Count - 1; i >= 0; i--)
            {
                var op = buffers.Order[i];
                if (op.Output.HasGrad)
                {
                    op.RunBackward();
                    observation?.Differentiated(op);
                }

                if (release && op.Output != loss) op.Output.ReleaseMemory();
            }
        }
        finally
        {
            buffers.Order.Clear();
            t_buffers = buffers;
        }
    }

    private static unsafe void WriteOne(Tensor loss)
    {
        if (loss.Type == DType.Float64)
        {
            var gradient = loss.GradForWriting<double>(out var add);
            *gradient = (add ? *gradient : 0) + 1;
        }
        else
        {
            var gradient = loss.GradForWriting<float>(out var add);
            *gradient = (add ? *gradient : 0) + 1;
        }
    }

    /// <summary>Reused from pass to pass, so that a pass allocates nothing.</summary>
    private sealed class Buffers
    {
        private static int s_mark;

        private readonly Stack<(Op Op, int Next)> _path = [];

        public List<Op> Order { get; } = [];

        /// <summary>Lists the ops behind <paramref name="root"/>, each after those it depends on. No recursion: networks are deep.</summary>
        public void Sort(Tensor root)
        {
            if (root.Producer is not { } last) return;
            var mark = Interlocked.Increment(ref s_mark);
            last.Mark = mark;
            _path.Push((last, 0));
            while (_path.TryPop(out var at))
            {
                var (op, next) = at;
                while (next < op.Inputs.Length && !(op.Inputs[next]?.Producer is { } p && p.Mark != mark)) next++;
                if (next == op.Inputs.Length)
                {
                    Order.Add(op);
                    continue;
                }

                var producer = op.Inputs[next]!.Producer!;
                producer.Mark = mark;
                _path.Push((op, next + 1));
                _path.Push((producer, 0));
            }
        }
    }
}
