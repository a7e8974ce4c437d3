using System.Runtime.InteropServices;

namespace Descent;

/// <summary>
/// The area under the receiver operating characteristic: the chance that a sample of class 1 gets a higher score than one of class 0, ties
/// counting half. With more than two classes, the mean over the classes of each against the rest, with the softmax's probabilities as
/// scores. Exact: computed from the ranks of all scores (Mann and Whitney, 1947), which are kept, 8 bytes each.
/// <para>A class that no sample has, or that all have, is left out, for it cannot be ranked; NaN when none is left or a score is NaN.</para>
/// </summary>
/// <param name="fromProbabilities">With more than two classes: whether predictions are probabilities already, not logits.</param>
public sealed class RocAuc(bool fromProbabilities = false) : Metric
{
    private readonly List<int> _targets = [];
    private List<double>[] _scores = []; // [classes, samples]; only class 1's where there are two

    /// <inheritdoc/>
    public override string Name => "roc_auc";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override double Value
    {
        get
        {
            double sum = 0;
            var ranked = 0;
            for (var i = 0; i < _scores.Length; i++)
            {
                var label = _scores.Length == 1 ? 1 : i;
                var members = _targets.Count(target => target == label);
                if (members == 0 || members == _targets.Count) continue;
                sum += Area(_scores[i], label, members);
                ranked++;
            }

            return sum / ranked;
        }
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        _targets.Clear();
        foreach (var scores in _scores) scores.Clear();
    }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The two do not fit each other, or have other classes than the batches before.</exception>
    public override void Add(Tensor predictions, Tensor targets)
    {
        var batch = new ClassScores(nameof(RocAuc), predictions, targets);
        var rankings = batch.Classes == 2 ? 1 : batch.Classes;
        if (_targets.Count == 0 && rankings != _scores.Length) _scores = [.. Enumerable.Range(0, rankings).Select(_ => new List<double>())];
        ShapeException.Require(rankings == _scores.Length,
            $"RocAuc: predictions {predictions.Shape} have {batch.Classes} classes, the batches before had another number; call Reset between models.");
        for (var i = 0; i < batch.Samples; i++)
        {
            _targets.Add(batch.Target(i));
            if (batch.Classes == 2)
            {
                // The difference of two logits orders samples as the softmax's probability does.
                _scores[0].Add(batch.Outputs == 1 ? batch.Score(i, 0) : batch.Score(i, 1) - batch.Score(i, 0));
                continue;
            }

            var log = fromProbabilities ? 0 : batch.LogSumExp(i);
            for (var c = 0; c < rankings; c++) _scores[c].Add(batch.Score(i, c) - log);
        }
    }

    /// <inheritdoc/>
    public override void Save(StateWriter state)
    {
        state.Add("rankings", _scores.Length);
        state.Add("targets", Tensor.From<int>(CollectionsMarshal.AsSpan(_targets), [_targets.Count]));
        for (var i = 0; i < _scores.Length; i++) state.Add($"scores {i}", CollectionsMarshal.AsSpan(_scores[i]));
    }

    /// <inheritdoc/>
    public override void Load(StateReader state)
    {
        _targets.Clear();
        _targets.AddRange(state.Tensor("targets") is { Type: DType.Int32 } targets ? targets.ToArray<int>() : throw state.Wrong("targets", "a list of classes"));
        _scores = new List<double>[state.Integer("rankings")];
        for (var i = 0; i < _scores.Length; i++)
        {
            _scores[i] = [.. state.Numbers($"scores {i}")];
            if (_scores[i].Count != _targets.Count) throw state.Wrong($"scores {i}", $"a score for each of {_targets.Count} samples");
        }
    }

    /// <summary>(Σ ranks of the members − m (m + 1) / 2) / (m · others), equal scores sharing the mean of their ranks.</summary>
    private double Area(List<double> scores, int label, int members)
    {
        var sorted = scores.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        if (double.IsNaN(sorted[0])) return double.NaN; // NaN sorts first
        var targets = CollectionsMarshal.AsSpan(_targets);
        double ranks = 0;
        for (var from = 0; from < sorted.Length;)
        {
            var to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from]) to++;
            var shared = (from + 1 + to) / 2.0; // the mean of ranks from + 1 … to
            for (var i = from; i < to; i++)
                if (targets[order[i]] == label) ranks += shared;
            from = to;
        }

        return (ranks - members * (members + 1.0) / 2) / ((double)members * (sorted.Length - members));
    }
}
