namespace Descent;

/// <summary>Weights that a network of the same architecture has learned before, from files.</summary>
public static class PretrainedWeights
{
    extension(Module module)
    {
        /// <summary>
        /// Reads pretrained weights into the network, all but its head if that is for other classes: a <see cref="StagedModule"/>'s head stays as it was drawn
        /// where its shapes in the file differ. Nothing is changed unless everything else fits.
        /// </summary>
        /// <param name="path">A safetensors file with torchvision's names; numbers of any floating-point type.</param>
        /// <param name="except">Patterns on dotted names that are left as they are, in the network and in the file: <c>classifier.*</c>.</param>
        /// <returns>What was matched, and what was left aside: the names of the head and those of <paramref name="except"/>.</returns>
        /// <exception cref="DataFormatException">It is no safetensors file or is damaged, or it is for another architecture: the message lists every difference.</exception>
        /// <exception cref="IOException">It cannot be read.</exception>
        public StateReport LoadPretrained(string path, params IReadOnlyList<string> except)
        {
            var state = Safetensors.Read(path);
            var head = module is StagedModule staged ? HeadOf(staged) : [];
            if (Fits(module, head, state)) head.Clear();
            var report = ModuleState.Copy(module, state, name => head.Contains(name) || except.Any(pattern => NamePattern.Matches(pattern, name)));
            if (report.IsComplete) return report;
            var total = module.NamedParameters().Count;
            var hint = report.Matched.Count * 2 < total ? " They look like another architecture's: name the network that they were trained in." : "";
            throw new DataFormatException(path, $"the weights do not fit {module.GetType().Name}: {report.Matched.Count} of its {total} tensors were found.{hint}\n{report}");
        }
    }

    private static HashSet<string> HeadOf(StagedModule model)
    {
        var own = model.Head.Modules.SelectMany(m => m.NamedParameters()).Select(p => p.Parameter).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. model.NamedParameters().Where(p => own.Contains(p.Parameter)).Select(p => p.Name)];
    }

    /// <summary>Whether a file's head is for as many classes, and from as many features.</summary>
    private static bool Fits(Module module, HashSet<string> head, IReadOnlyDictionary<string, Tensor> state) =>
        module.NamedParameters().Where(p => head.Contains(p.Name)).All(p => state.TryGetValue(p.Name, out var values) && values.Shape == p.Parameter.StateShape);
}
