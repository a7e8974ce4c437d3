using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Descent.Kernels;

namespace Descent;

/// <summary>
/// Computes what a network's frozen stages give for each sample once, instead of in every epoch. Training what comes after them then takes seconds, and
/// comes to the same bits as training without the cache.
/// </summary>
public sealed class FeatureCache
{
    /// <summary>Samples a pass: enough to keep all cores busy, little memory.</summary>
    private const int BatchSize = 16;

    /// <summary>Changes when the same inputs and weights may give other bits than those kept by an earlier version.</summary>
    private const string Version = "descent features 1";

    private const string Checksum = "sha256";

    /// <summary>Where features are kept for the next run; null keeps them in memory only.</summary>
    public string? Folder { get; init; }

    /// <summary>The most bytes that the features of a data set may take, and all that are kept in the folder.</summary>
    public long MostBytes { get; init; } = 1L << 30;

    /// <summary>How many augmented copies of each training sample are kept; 0 for a data set that is not augmented.</summary>
    public int Copies { get; init; }

    /// <summary>Whether the last data set's features were found in the folder.</summary>
    public bool WasFound { get; private set; }

    /// <summary>How many bytes the features of a data set take.</summary>
    /// <param name="model">A network whose first stages are frozen.</param>
    /// <param name="data">The samples.</param>
    /// <param name="isTraining">Whether the augmented copies are wanted, too.</param>
    public long BytesFor(StagedModule model, Dataset data, bool isTraining)
    {
        using var recording = new NoGrad();
        using var step = new Step(seed: 0, epoch: 0, sample: 0);
        var sample = RunFrozen(model, Tensor.Zeros([1, .. data.InputShape]));
        return (long)sample.Count * sizeof(float) * data.Count * (1 + (isTraining ? Copies : 0));
    }

    /// <summary>Why the features of a data set cannot be kept; null if they can.</summary>
    /// <inheritdoc cref="BytesFor"/>
    public string? WhyNot(StagedModule model, Dataset data, bool isTraining)
    {
        var bytes = BytesFor(model, data, isTraining);
        var most = Math.Min(MostBytes, int.MaxValue * (1L + (isTraining ? Copies : 0))); // a tensor's bytes are counted in 31 bits
        return bytes > most ? $"the features of {data.Count} samples take {bytes >> 20} MB, more than the {most >> 20} MB allowed" : null;
    }

    /// <summary>The features of a data set, from the folder if they are there, else computed and kept.</summary>
    /// <param name="model">A network whose first stages are frozen (see <see cref="Transfer"/>); it is not changed.</param>
    /// <param name="data">The samples.</param>
    /// <param name="isTraining">Whether it is trained on: then <see cref="Copies"/> of its augmented samples are kept, too.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArgumentException">No stage is frozen, or the features take more than <see cref="MostBytes"/>.</exception>
    /// <exception cref="DataException">A sample cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FeatureDataset Of(StagedModule model, Dataset data, bool isTraining, CancellationToken cancel = default)
    {
        if (model.FrozenStages == 0) throw new ArgumentException($"FeatureCache: the first stage of {model.GetType().Name} is not frozen, so its output changes with every step; freeze it first.");
        if (WhyNot(model, data, isTraining) is { } problem) throw new ArgumentException($"FeatureCache: {problem}; allow more, keep fewer copies, or train without the cache.");
        var path = Folder is null ? null : Path.Combine(Folder, KeyOf(model, data, isTraining, cancel) + ".safetensors");
        var parts = path is null ? null : Read(path);
        WasFound = parts is not null;
        if (parts is null)
        {
            parts = [Compute(model, data, epoch: null, cancel), .. Enumerable.Range(0, isTraining ? Copies : 0).Select(epoch => Compute(model, data, epoch, cancel))];
            if (path is not null) Keep(path, parts);
        }

        return new FeatureDataset(data, parts[0], parts[1..]);
    }

    private static Tensor RunFrozen(StagedModule model, Tensor x)
    {
        foreach (var stage in model.Stages.Take(model.FrozenStages)) x = stage.Forward(x);
        return x;
    }

    private static Tensor Compute(StagedModule model, Dataset data, int? epoch, CancellationToken cancel)
    {
        Tensor? all = null;
        using var recording = new NoGrad();
        using var loader = Loader(data, epoch);
        foreach (var batch in loader.Epoch(epoch ?? 0, cancel: cancel))
        {
            using var step = new Step(seed: 0, epoch: 0, sample: 0);
            var features = RunFrozen(model, batch.Inputs);
            all ??= Tensor.AllocatePersistent([data.Count, .. features.Shape.ToArray()[1..]], DType.Float32);
            features.Span<float>().CopyTo(all.Span<float>()[checked((int)batch.FirstSample * (features.Count / batch.Count))..]);
        }

        return all ?? throw new ArgumentException("FeatureCache: the data set has no samples.");
    }

    private static DataLoader Loader(Dataset data, int? epoch) => new(data, BatchSize, shuffle: false) { Augment = epoch is not null, Readers = Math.Max(1, Device.Threads) };

    /// <summary>
    /// What the features depend on, hashed: the frozen stages' names, weights and statistics, every number they read, and the processor's vectors, whose
    /// width changes how sums are rounded.
    /// </summary>
    private string KeyOf(StagedModule model, Dataset data, bool isTraining, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var copies = isTraining ? Copies : 0;
        hash.AppendData(Encoding.UTF8.GetBytes($"{Version}\n{model}\n{RuntimeInformation.ProcessArchitecture} {LaneWidth.Bits}\n{copies} {data.Count} {data.InputShape}\n"));
        foreach (var stage in model.Stages.Take(model.FrozenStages))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{stage.Name}\n"));
            foreach (var (name, parameter) in stage.Modules.SelectMany(m => m.NamedParameters()))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{name} {parameter.Shape}\n"));
                hash.AppendData(Safetensors.Bytes(parameter));
            }
        }

        for (var copy = 0; copy <= copies; copy++)
        {
            var epoch = copy == 0 ? (int?)null : copy - 1;
            using var loader = Loader(data, epoch);
            foreach (var batch in loader.Epoch(epoch ?? 0, cancel: cancel)) hash.AppendData(MemoryMarshal.AsBytes(batch.Inputs.Span<float>()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What is kept under a key; null if nothing is, or it is damaged.</summary>
    private static Tensor[]? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var tensors = Safetensors.Read(path);
            var parts = Enumerable.Range(0, tensors.Count - 1).Select(i => tensors[$"{i}"]).ToArray();
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow); // the folder forgets what was not used for longest
            return tensors[Checksum].Span<byte>().SequenceEqual(HashOf(parts)) ? parts : null;
        }
        catch (Exception e) when (e is DataFormatException or IOException or KeyNotFoundException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Keeps features for the next run, if there is room: a run that cannot do so goes on with what it has.</summary>
    private void Keep(string path, Tensor[] parts)
    {
        try
        {
            Directory.CreateDirectory(Folder!);
            MakeRoom(parts.Sum(p => (long)p.Count * sizeof(float)));
            var tensors = parts.Select((part, i) => KeyValuePair.Create($"{i}", part)).Append(KeyValuePair.Create(Checksum, Tensor.From<byte>(HashOf(parts), [32])));
            Safetensors.Write(path, tensors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void MakeRoom(long bytes)
    {
        var files = new DirectoryInfo(Folder!).GetFiles("*.safetensors").OrderBy(f => f.LastWriteTimeUtc).ToList();
        var total = files.Sum(f => f.Length) + bytes;
        foreach (var file in files)
        {
            if (total <= MostBytes) return;
            total -= file.Length;
            file.Delete();
        }
    }

    private static byte[] HashOf(Tensor[] parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            foreach (var axis in part.Shape)
            {
                BinaryPrimitives.WriteInt32LittleEndian(size, axis);
                hash.AppendData(size);
            }

            hash.AppendData(Safetensors.Bytes(part));
        }

        return hash.GetHashAndReset();
    }
}
