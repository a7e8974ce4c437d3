using System.Runtime.InteropServices;

namespace Descent;

/// <summary>The file system.</summary>
internal sealed partial class Disk : IDisk
{
    private const int InputOutputError = 5; // EIO; others mean that this file system does not flush folders

    /// <summary>The one there is; it has no state.</summary>
    public static Disk Real { get; } = new();

    public Stream Create(string path, long length) =>
        new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = length });

    public void Flush(Stream file) => ((FileStream)file).Flush(flushToDisk: true);

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>The base library cannot do it; Windows does it by itself.</summary>
    public void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0 /* O_RDONLY */);
        if (descriptor < 0) return; // a folder that may be written but not read: the file itself is safe
        var failed = Flush(descriptor) != 0 && Marshal.GetLastPInvokeError() == InputOutputError;
        _ = Close(descriptor);
        if (failed) throw new IOException($"{folder}: the disk reports an error while the folder is written.");
    }

    public void Delete(string path) => File.Delete(path);

    public void CreateFolder(string folder) => Directory.CreateDirectory(folder);

    public IReadOnlyList<string> List(string folder) => Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f))] : [];

    public Stream Open(string path) => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    /// <summary>An exclusively opened file, which the system gives free when the process ends.</summary>
    public IDisposable Lock(string path) => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
