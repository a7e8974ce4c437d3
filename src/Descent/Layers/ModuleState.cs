namespace Descent;

/// <summary>How a state dictionary fits a module: nothing is listed if it fits exactly.</summary>
/// <param name="Missing">Names of the module that the state has not.</param>
/// <param name="Unexpected">Names of the state that the module has not.</param>
/// <param name="Mismatched">Names that both have, with shapes or element types that differ, and how.</param>
public sealed record StateReport(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> Mismatched)
{
    /// <summary>Names that both have, with equal shapes: what was copied, unless something was not to be changed in parts.</summary>
    public IReadOnlyList<string> Matched { get; init; } = [];

    /// <summary>Names that were to be left alone, of the module and of the state.</summary>
    public IReadOnlyList<string> LeftAlone { get; init; } = [];

    /// <summary>Whether every parameter gets its values and nothing is left over.</summary>
    public bool IsComplete => Missing.Count + Unexpected.Count + Mismatched.Count == 0;

    /// <summary>All differences, a line each.</summary>
    public override string ToString() => IsComplete
        ? "The state fits."
        : string.Join('\n', Lines("missing", Missing).Concat(Lines("unexpected", Unexpected)).Concat(Lines("does not fit", Mismatched)));

    private static IEnumerable<string> Lines(string what, IReadOnlyList<string> names) => names.Select(name => $"  {what}: {name}");
}

/// <summary>A module's parameters by name, in memory and in files, under PyTorch's names and in PyTorch's layouts.</summary>
public static class ModuleState
{
    extension(Module module)
    {
        /// <summary>
        /// A copy of every parameter by its dotted name, running statistics included: <c>0.weight</c>, <c>classifier.2.bias</c>. A tied
        /// parameter appears once, under its first name.
        /// </summary>
        public IReadOnlyDictionary<string, Tensor> StateDict()
        {
            var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
            foreach (var (name, parameter) in module.NamedParameters()) state.Add(name, parameter.ToState().Copy());
            return state;
        }

        /// <summary>Copies values into the parameters by name; Float32 and Float64 are converted to what each parameter has.</summary>
        /// <param name="state">Tensors by name. A tied parameter takes its values from the first of its names that is there.</param>
        /// <param name="strict">Throw unless names and shapes match exactly, and then change nothing; otherwise copy what fits.</param>
        /// <returns>What did not fit.</returns>
        /// <exception cref="ArgumentException">Strict, and something does not fit; the message lists all of it.</exception>
        public StateReport LoadStateDict(IReadOnlyDictionary<string, Tensor> state, bool strict = true)
        {
            var report = Copy(module, state, _ => false, strict);
            return report.IsComplete || !strict ? report : throw new ArgumentException($"LoadStateDict: the state does not fit the module.\n{report}");
        }

        /// <summary>
        /// Writes the state dictionary to a safetensors file, replacing it only once the new one is complete. The same values give the
        /// same bytes.
        /// </summary>
        /// <param name="path">The file.</param>
        /// <exception cref="IOException">It cannot be written.</exception>
        public void Save(string path) =>
            Safetensors.Write(path, module.NamedParameters().Select(p => KeyValuePair.Create(p.Name, p.Parameter.ToState())), FileMetadata);

        /// <summary>Reads the parameters from a safetensors file, ours or one written from PyTorch.</summary>
        /// <param name="path">The file.</param>
        /// <param name="strict">As in <see cref="LoadStateDict"/>.</param>
        /// <returns>What did not fit.</returns>
        /// <exception cref="DataFormatException">It is no safetensors file or is damaged; or strict, and it is for another network: the message lists every difference.</exception>
        /// <exception cref="IOException">It cannot be read.</exception>
        public StateReport Load(string path, bool strict = true)
        {
            var report = Copy(module, Safetensors.Read(path), _ => false, strict);
            return report.IsComplete || !strict ? report : throw new DataFormatException(path, $"it does not fit the network.\n{report}");
        }
    }

    /// <summary>What files of weights say of themselves: some readers of PyTorch's world refuse one that does not.</summary>
    public static IReadOnlyDictionary<string, string> FileMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <summary>Copies what a state has for a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="state">Tensors by name.</param>
    /// <param name="isLeftAlone">Names that are passed over in both.</param>
    /// <param name="strict">Change nothing unless all the others fit.</param>
    internal static StateReport Copy(Module module, IReadOnlyDictionary<string, Tensor> state, Predicate<string> isLeftAlone, bool strict = true)
    {
        List<string> missing = [], mismatched = [], matched = [];
        var leftAlone = new SortedSet<string>(state.Keys.Where(name => isLeftAlone(name)), StringComparer.Ordinal);
        var pairs = new List<(Parameter To, Tensor From)>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (parameter, names) in NamesOf(module))
        {
            known.UnionWith(names);
            if (isLeftAlone(names[0]))
            {
                leftAlone.Add(names[0]);
                continue;
            }

            var name = names.Find(state.ContainsKey);
            if (name is null)
            {
                if (!parameter.MayBeMissing) missing.Add(names[0]);
                continue;
            }

            var values = state[name];
            if (values.Shape == parameter.StateShape && (values.Type.IsFloat() || values.Type == parameter.Type))
            {
                pairs.Add((parameter, values));
                matched.Add(name);
            }
            else
            {
                mismatched.Add($"{name}: the network has {parameter.StateShape} {parameter.Type}, the state {values.Shape} {values.Type}");
            }
        }

        var unexpected = state.Keys.Where(name => !known.Contains(name) && !leftAlone.Contains(name)).Order(StringComparer.Ordinal).ToArray();
        var report = new StateReport(missing, unexpected, mismatched) { Matched = matched, LeftAlone = [.. leftAlone] };
        if (strict && !report.IsComplete) return report;
        foreach (var (to, from) in pairs) to.CopyFromState(from.To(to.Type));
        return report;
    }

    /// <summary>Every parameter with all its names: a tied one, or one in a tied module, has several, and PyTorch writes them all.</summary>
    private static List<(Parameter Parameter, List<string> Names)> NamesOf(Module module)
    {
        var found = new List<(Parameter Parameter, List<string> Names)>();
        var places = new Dictionary<Parameter, int>(ReferenceEqualityComparer.Instance);
        Walk("", module);
        return found;

        void Walk(string path, Module inside)
        {
            foreach (var (name, parameter) in ModuleMembers.ParametersOf(inside))
            {
                if (!places.TryGetValue(parameter, out var place))
                {
                    places.Add(parameter, place = found.Count);
                    found.Add((parameter, []));
                }

                found[place].Names.Add(ModuleMembers.Join(path, name));
            }

            foreach (var (name, child) in inside.Children) Walk(ModuleMembers.Join(path, name), child);
        }
    }
}
