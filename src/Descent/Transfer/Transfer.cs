namespace Descent;

/// <summary>Freezes the first stages of a pretrained network, so that training changes only what the size of the data can bear.</summary>
public static class Transfer
{
    /// <summary>
    /// The part of the stages with weights that <see cref="TransferStrategy.Medium"/> trains besides the head: a third. Layers become more particular to
    /// what they were trained on from the first to the last (Yosinski et al., "How transferable are features in deep neural networks?", 2014).
    /// </summary>
    private const double MediumShare = 1 / 3.0;

    extension(StagedModule model)
    {
        /// <summary>The head: the last stage with weights, which gives the classes.</summary>
        /// <exception cref="ArgumentException">No stage has weights.</exception>
        public Stage Head => model.Stages.LastOrDefault(s => s.HasWeights) ?? throw new ArgumentException($"{model.GetType().Name}: no stage of the network has weights, so there is no head to train.");

        /// <summary>How many stages at the network's beginning are frozen, one after the other. Their outputs can be computed once: see <see cref="FeatureCache"/>.</summary>
        public int FrozenStages
        {
            get
            {
                var frozen = model.Stages.TakeWhile(s => s.IsFrozen).Count();
                return model.Stages.Take(frozen).Any(s => s.HasWeights) ? frozen : 0; // what has nothing to freeze is no work worth keeping
            }
        }

        /// <summary>Freezes the stages that a strategy freezes, and lets the others train.</summary>
        /// <param name="strategy">How much is trained.</param>
        /// <param name="last">For <see cref="TransferStrategy.Medium"/>, how many stages with weights are trained besides the head; null for a third of them.</param>
        /// <exception cref="ArgumentException">The network has no stage with weights, or not as many.</exception>
        public void Freeze(TransferStrategy strategy, int? last = null)
        {
            var weighted = model.Stages.Count(s => s.HasWeights) - 1; // besides the head
            if (last is < 0 || last > weighted)
                throw new ArgumentException($"Transfer: {last} stages are to be trained besides the head, but {model.GetType().Name} has {weighted} with weights.");
            model.FreezeFirst(strategy switch
            {
                TransferStrategy.Small => weighted,
                TransferStrategy.Medium => weighted - (last ?? Math.Max(1, (int)Math.Round(MediumShare * weighted))),
                _ => 0,
            });
        }

        /// <summary>
        /// Freezes the first stages up to so many with weights, and the poolings and the like between them and the next; lets the others train. A dropout
        /// there belongs to what is trained.
        /// </summary>
        /// <param name="weighted">How many stages with weights are frozen, fewer than there are.</param>
        internal void FreezeFirst(int weighted)
        {
            _ = model.Head; // throws where there is none
            var (seen, isFrozen) = (0, weighted > 0);
            foreach (var stage in model.Stages)
            {
                isFrozen &= stage.HasWeights ? seen++ < weighted : seen < weighted || !stage.IsRandom;
                foreach (var module in stage.Modules)
                {
                    if (isFrozen) module.Freeze();
                    else module.Unfreeze();
                }
            }
        }
    }
}
