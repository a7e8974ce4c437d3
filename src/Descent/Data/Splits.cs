namespace Descent;

/// <summary>
/// A data set divided into training, validation and test parts that share no sample and together hold all.
/// <para>Where the target is a class, each class is divided by itself: its samples are ordered by random keys, a function of
/// (seed, class, index), and cut. Each part gets the whole samples of its share of the class, and those left over go to the parts that
/// are furthest behind their share, counting all classes so far (largest remainder, carried from class to class), so that classes and the
/// whole keep their proportions. Then parts that have a share but got nothing of a class take one sample from the class's largest part, as
/// long as that has two, training first: a class that is never trained on cannot be learned, and one never tested is not judged.</para>
/// <para>Within a part, samples keep their order.</para>
/// </summary>
public sealed class Splits
{
    private const double FractionTolerance = 1e-9; // far above the rounding of decimal fractions, far below one sample

    internal Splits(Dataset source, double train, double validation, double test, ulong seed)
    {
        double[] fractions = [train, validation, test];
        Check(fractions);
        var parts = Divide(source, fractions, seed);
        Train = new Subset(source, parts[0]);
        Validation = new Subset(source, parts[1]);
        Test = new Subset(source, parts[2]);
    }

    /// <summary>Parts that were divided elsewhere.</summary>
    /// <param name="train">What to train on.</param>
    /// <param name="validation">What to watch the training with; may be empty.</param>
    /// <param name="test">What to judge the result by; may be empty.</param>
    public Splits(Dataset train, Dataset validation, Dataset test) => (Train, Validation, Test) = (train, validation, test);

    /// <summary>What to train on.</summary>
    public Dataset Train { get; }

    /// <summary>What to watch the training with. Empty if its fraction was 0.</summary>
    public Dataset Validation { get; }

    /// <summary>What to judge the result by. Empty if its fraction was 0.</summary>
    public Dataset Test { get; }

    /// <summary>Takes the three parts apart: <c>var (train, validation, test) = data.Split(…)</c>.</summary>
    public void Deconstruct(out Dataset train, out Dataset validation, out Dataset test) => (train, validation, test) = (Train, Validation, Test);

    /// <summary>Checks that every class that occurs at all occurs in each part that is not empty.</summary>
    /// <exception cref="DataException">A class has too few samples; it says which, and how many.</exception>
    public void RequireEveryClass()
    {
        if (Train.Target.Kind != TargetKind.Class) return;
        (string Name, Dataset Part)[] parts = [("training", Train), ("validation", Validation), ("test", Test)];
        var counts = parts.Select(part => Count(part.Part)).ToArray();
        for (var label = 0; label < Train.Target.Count; label++)
        {
            var total = counts.Sum(c => c[label]);
            for (var i = 0; i < 3; i++)
            {
                if (total > 0 && counts[i][label] == 0 && parts[i].Part.Count > 0)
                    throw new DataException($"Split: class '{Train.Target.Names[label]}' has {total} sample{(total == 1 ? "" : "s")}, and none of them is in the {parts[i].Name} part; add samples of it, remove the class, or set the fraction of a part to 0.");
            }
        }

        static int[] Count(Dataset part)
        {
            var counts = new int[part.Target.Count];
            for (var i = 0; i < part.Count; i++) counts[part.ReadClass(i)]++;
            return counts;
        }
    }

    private static void Check(double[] fractions)
    {
        string[] names = ["train", "validation", "test"];
        for (var part = 0; part < 3; part++)
            if (!(fractions[part] is >= 0 and <= 1))
                throw new ArgumentException($"Split: the {names[part]} fraction is {fractions[part]}; a fraction is a number from 0 to 1.");
        var sum = fractions[0] + fractions[1] + fractions[2];
        if (Math.Abs(sum - 1) > FractionTolerance)
            throw new ArgumentException($"Split: train {fractions[0]} + validation {fractions[1]} + test {fractions[2]} = {sum:0.#########}; the three must add up to 1.");
    }

    private static int[][] Divide(Dataset source, double[] fractions, ulong seed)
    {
        var classes = ByClass(source);
        var part = new byte[source.Count];
        var behind = new double[3]; // how many samples each part is short of its share, over the classes so far
        for (var label = 0; label < classes.Length; label++)
        {
            var members = classes[label];
            if (members.Count == 0) continue;
            var counts = Counts(members.Count, fractions, behind);
            var order = Order(members, new Philox(seed, RandomPurpose.Split, stream: label));
            for (var i = 0; i < order.Length; i++)
                part[order[i]] = (byte)(i < counts[0] ? 0 : i < counts[0] + counts[1] ? 1 : 2);
        }

        var parts = new List<int>[] { [], [], [] };
        for (var i = 0; i < part.Length; i++) parts[part[i]].Add(i);
        return [parts[0].ToArray(), parts[1].ToArray(), parts[2].ToArray()];
    }

    private static List<int>[] ByClass(Dataset source)
    {
        var byClass = source.Target.Kind == TargetKind.Class;
        var classes = new List<int>[byClass ? source.Target.Count : 1];
        for (var i = 0; i < classes.Length; i++) classes[i] = [];
        for (var i = 0; i < source.Count; i++)
        {
            var label = byClass ? source.ReadClass(i) : 0;
            if ((uint)label >= (uint)classes.Length)
                throw new DataException($"Split: sample {i} has class {label}, but the data set says it has {classes.Length} classes (0 … {classes.Length - 1}).");
            classes[label].Add(i);
        }

        return classes;
    }

    private static int[] Counts(int members, double[] fractions, double[] behind)
    {
        var counts = new int[3];
        for (var part = 0; part < 3; part++)
        {
            // The small addition undoes the rounding of products that should be whole, such as 100 · 0.29.
            counts[part] = (int)Math.Floor(members * fractions[part] + FractionTolerance * members);
            behind[part] += members * fractions[part] - counts[part];
        }

        for (var left = members - counts[0] - counts[1] - counts[2]; left > 0; left--)
        {
            var next = -1;
            for (var part = 0; part < 3; part++)
                if (fractions[part] > 0 && (next < 0 || behind[part] > behind[next] + FractionTolerance)) next = part;
            counts[next]++;
            behind[next]--;
        }

        for (var part = 0; part < 3; part++)
        {
            if (counts[part] > 0 || fractions[part] == 0) continue;
            var largest = Array.IndexOf(counts, Math.Max(counts[0], Math.Max(counts[1], counts[2])));
            if (counts[largest] < 2 && part > 0) continue; // a single sample is best trained on
            counts[part]++;
            counts[largest]--;
            behind[part]--;
            behind[largest]++;
        }

        return counts;
    }

    private static int[] Order(List<int> members, Philox random)
    {
        // A random number above the sample's index: sorting the one sorts the other, and equal numbers keep their order.
        var keys = new ulong[members.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = ((ulong)random.Bits(members[i], 0) << 32) | (uint)members[i];
        Array.Sort(keys);
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++) order[i] = (int)(uint)keys[i];
        return order;
    }
}
