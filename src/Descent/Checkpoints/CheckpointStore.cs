using System.Security.Cryptography;

namespace Descent;

/// <summary>
/// The checkpoints in a folder. A save writes its files of tensors, forces them and their names to the disk, and then the manifest, whose
/// presence is the commit; only after that are old ones deleted. What is found is what has a manifest that everything agrees with.
/// </summary>
internal sealed class CheckpointStore(IDisk disk, string folder)
{
    /// <summary>What the names of a run's weights begin with in its state; they go into a file of their own.</summary>
    public const string ModelPart = "model/";

    public string Folder { get; } = folder;

    /// <summary>The name and number of every save that has a manifest, whole or damaged, newest first.</summary>
    public IReadOnlyList<(string Name, long Save)> List()
    {
        var found = new List<(string Name, long Save)>();
        foreach (var file in disk.List(Folder))
            if (CheckpointFiles.IsManifest(file, out var name, out var save)) found.Add((name, save));
        found.Sort((a, b) => b.Save != a.Save ? b.Save.CompareTo(a.Save) : string.CompareOrdinal(b.Name, a.Name));
        return found;
    }

    /// <summary>Makes the state a checkpoint. If anything fails, none is there, and nothing of it.</summary>
    /// <exception cref="CheckpointException">A file cannot be written; the message names it and its bytes.</exception>
    public void Write(TrainingState state, Checkpoint checkpoint)
    {
        var name = checkpoint.Name;
        string[] files = [CheckpointFiles.Model(name), CheckpointFiles.State(name), CheckpointFiles.Manifest(name)];
        var isModel = state.Tensors.ToLookup(t => t.Key.StartsWith(ModelPart, StringComparison.Ordinal));
        try
        {
            var model = WriteTensors(files[0], isModel[true].Select(t => KeyValuePair.Create(t.Key[ModelPart.Length..], t.Value)), ModuleState.FileMetadata);
            var rest = WriteTensors(files[1], isModel[false], null);
            Flush(); // a manifest must not last longer than what it is of
            var manifest = new CheckpointManifest(checkpoint, model, rest, state.Values).ToBytes();
            Put(files[2], manifest.Length, file => file.Write(manifest));
            Flush();
        }
        catch (CheckpointException)
        {
            foreach (var file in files.Reverse()) AtomicFile.Remove(disk, Path.Combine(Folder, file));
            throw;
        }
    }

    /// <summary>The newest checkpoint that is whole, with its state; null if there is none.</summary>
    /// <param name="damaged">Receives what is wrong with those that are newer.</param>
    /// <exception cref="CheckpointException">The newest whole one is of a version that this library does not know.</exception>
    public (Checkpoint Checkpoint, TrainingState State)? ReadNewest(ICollection<string> damaged)
    {
        foreach (var (name, _) in List())
        {
            try
            {
                return Read(name);
            }
            catch (Exception e) when (e is DataFormatException or UnauthorizedAccessException or (IOException and not CheckpointException))
            {
                damaged.Add(e.Message);
            }
        }

        return null;
    }

    /// <summary>Deletes what saves that never became checkpoints left behind.</summary>
    public void Clean()
    {
        var whole = List().Select(c => c.Name).ToHashSet();
        foreach (var file in disk.List(Folder))
            if (CheckpointFiles.IsOurs(file, out var name) && (file.EndsWith(AtomicFile.Unfinished, StringComparison.Ordinal) || !whole.Contains(name)))
                AtomicFile.Remove(disk, Path.Combine(Folder, file));
    }

    /// <summary>Deletes old checkpoints, after a save. What cannot be deleted stays.</summary>
    /// <param name="keep">How many of the newest are kept.</param>
    /// <param name="keepEvery">Of the older ones, each whose number is a multiple of this is kept; null for none.</param>
    /// <param name="keepBest">Whether the newest that was the best when it was saved is kept.</param>
    public void Retain(int keep, int? keepEvery, bool keepBest)
    {
        foreach (var (name, save) in List().Skip(keep))
        {
            if (keepEvery is { } every && save % every == 0) continue;
            if (keepBest && IsBest(name))
            {
                keepBest = false; // older ones were bettered
                continue;
            }

            // The manifest first: files without one are no checkpoint, and are found and deleted at the next start.
            AtomicFile.Remove(disk, Path.Combine(Folder, CheckpointFiles.Manifest(name)));
            AtomicFile.Remove(disk, Path.Combine(Folder, CheckpointFiles.State(name)));
            AtomicFile.Remove(disk, Path.Combine(Folder, CheckpointFiles.Model(name)));
        }
    }

    private bool IsBest(string name)
    {
        try
        {
            return ReadManifest(name).Checkpoint.IsBest;
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private CheckpointBlob WriteTensors(string file, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var (length, write) = Safetensors.Compose(tensors, metadata);
        var hash = "";
        Put(file, length, stream =>
        {
            using var hashing = new HashingStream(stream);
            write(hashing);
            hash = hashing.Hash();
        });
        return new CheckpointBlob(length, hash);
    }

    private void Put(string file, long length, Action<Stream> write)
    {
        var path = Path.Combine(Folder, file);
        try
        {
            AtomicFile.Put(disk, path, length, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: its {length:N0} bytes cannot be written: {e.Message} Make room there, or put checkpoints elsewhere.", e);
        }
    }

    private void Flush()
    {
        try
        {
            disk.FlushFolder(Folder);
        }
        catch (IOException e)
        {
            throw new CheckpointException(e.Message, e);
        }
    }

    private (Checkpoint, TrainingState) Read(string name)
    {
        var manifest = ReadManifest(name);
        var model = ReadTensors(CheckpointFiles.Model(name), manifest.Model).Select(t => KeyValuePair.Create(ModelPart + t.Key, t.Value));
        return (manifest.Checkpoint, new TrainingState([.. model, .. ReadTensors(CheckpointFiles.State(name), manifest.State)], manifest.Values));
    }

    private CheckpointManifest ReadManifest(string name)
    {
        var path = Path.Combine(Folder, CheckpointFiles.Manifest(name));
        using var file = disk.Open(path);
        if (file.Length > CheckpointManifest.MaxBytes) throw new DataFormatException(path, $"it has {file.Length} bytes; a manifest has at most {CheckpointManifest.MaxBytes}.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var manifest = CheckpointManifest.Read(bytes, Folder, path);
        return manifest.Checkpoint.Name == name ? manifest : throw new DataFormatException(path, $"it is the manifest of {manifest.Checkpoint.Name}; was it renamed?");
    }

    private IReadOnlyDictionary<string, Tensor> ReadTensors(string name, CheckpointBlob blob)
    {
        var path = Path.Combine(Folder, name);
        using var file = disk.Open(path);
        if (file.Length != blob.Bytes) throw new DataFormatException(path, $"it has {file.Length} bytes, and its manifest says {blob.Bytes}; it is cut short, or another file.");
        if (Convert.ToHexStringLower(SHA256.HashData(file)) != blob.Hash) throw new DataFormatException(path, "its bytes are not those that were written: their SHA-256 is not the manifest's.");
        file.Position = 0;
        return Safetensors.Read(file, path);
    }
}
