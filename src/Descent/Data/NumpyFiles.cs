using System.IO.Compression;

namespace Descent;

/// <summary>What the data sets of NumPy's files have in common: the parts of an archive, named as Keras' mnist.npz has them, and classes as whole numbers.</summary>
internal static class NumpyFiles
{
    private const string Inputs = "x_", Targets = "y_", Train = "train", Validation = "val", Test = "test";

    /// <summary>Makes a data set of two arrays, each with what errors call it; the training part's for the others to agree with, null for itself.</summary>
    public delegate T Assembler<T>(string inputsPath, Tensor inputs, string targetsPath, Tensor targets, T? train);

    /// <exception cref="DataFormatException">It is damaged.</exception>
    /// <exception cref="DataException">It cannot be read, or an array is missing.</exception>
    public static (T Train, T? Validation, T? Test) ReadArchive<T>(string path, Assembler<T> assemble)
        where T : Dataset
    {
        var arrays = Read(path, Npz.Read);
        var train = Part(Train, null) ?? throw new DataException($"{path}: it has no {Inputs}{Train}; it has {string.Join(", ", arrays.Keys.Take(20))}. Expected {Inputs}{Train} and {Targets}{Train}, and the same with {Validation} and {Test} if there are such parts.") { Path = path };
        return (train, Part(Validation, train), Part(Test, train));

        T? Part(string part, T? first)
        {
            if (!arrays.TryGetValue(Inputs + part, out var inputs)) return null;
            if (!arrays.TryGetValue(Targets + part, out var targets)) throw new DataException($"{path}: it has {Inputs}{part}, but no {Targets}{part}.") { Path = path };
            return assemble($"{path}: {Inputs}{part}", inputs, $"{path}: {Targets}{part}", targets, first);
        }
    }

    /// <summary>Whether an archive has a part of its own for validation and for testing; nothing is unpacked.</summary>
    /// <param name="path">The archive. One that cannot be read has no parts.</param>
    public static (bool Validation, bool Test) FindParts(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return (archive.GetEntry($"{Inputs}{Validation}.npy") is not null, archive.GetEntry($"{Inputs}{Test}.npy") is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            return (false, false); // reading it says what is wrong
        }
    }

    /// <summary>What an archive's training inputs and targets, or two files, become in memory; null if that cannot be told, which reading them explains.</summary>
    public static (DType Inputs, DType Targets)? FindTypes(string inputs, string? targets)
    {
        try
        {
            var (x, y) = targets is null ? (Npz.ReadHeader(inputs, Inputs + Train), Npz.ReadHeader(inputs, Targets + Train)) : (Npy.ReadHeader(inputs), Npy.ReadHeader(targets));
            return (x.Type.InMemory(), y.Type.InMemory());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or DataFormatException)
        {
            return null;
        }
    }

    /// <exception cref="DataException">The file cannot be read.</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DataException($"{path}: the file cannot be read: {e.Message}", e) { Path = path };
        }
    }

    /// <summary>The class of each sample, and the classes' names: those given, or the numbers from 0 up to the largest.</summary>
    /// <param name="inputsPath">What errors call the inputs.</param>
    /// <param name="count">How many inputs there are.</param>
    /// <param name="what">What a sample is: <c>image</c>.</param>
    /// <param name="path">What errors call the labels.</param>
    /// <param name="labels">Whole numbers [count] or [count, 1].</param>
    /// <param name="names">The classes' names, if they are known.</param>
    public static (int[] Classes, IReadOnlyList<string> Names) Classes(string inputsPath, int count, string what, string path, Tensor labels, IReadOnlyList<string>? names)
    {
        var isVector = labels.Shape.Rank == 1 || (labels.Shape.Rank == 2 && labels.Shape[1] == 1);
        if (labels.Type is not (DType.Int32 or DType.UInt8) || !isVector)
            throw new DataFormatException(path, $"its array is {labels.Type} {labels.Shape}; expected whole numbers [count] or [count, 1], the class of each {what}.");
        if (labels.Count != count) throw new DataException($"{path}: it has {labels.Count} labels, but {inputsPath} has {count} {what}s; the two do not belong together.") { Path = path };
        var classes = labels.Type == DType.Int32 ? labels.ToArray<int>() : Array.ConvertAll(labels.ToArray<byte>(), b => (int)b);
        var most = names?.Count ?? count + 1; // more classes than samples would be a mistake, and their names would fill the memory
        var wrong = Array.FindIndex(classes, c => c < 0 || c >= most);
        if (wrong >= 0) throw new DataException($"{path}: {what} {wrong} has label {classes[wrong]}; labels are 0 … {most - 1}.") { Path = path, Sample = wrong };
        return (classes, names ?? [.. Enumerable.Range(0, classes.Max() + 1).Select(i => $"{i}")]);
    }
}
