using System.Runtime.InteropServices;

namespace Descent;

/// <summary>Writes a file so that, whatever happens, a reader finds the old one or the new one, complete.</summary>
internal static partial class AtomicFile
{
    /// <summary>
    /// Writes beside the target, forces it to the disk, and renames it over the target. If anything fails the target is untouched
    /// and nothing is left behind.
    /// </summary>
    /// <param name="path">The target; its folder exists.</param>
    /// <param name="length">The number of bytes to come, reserved first: a full disk is found before anything is written.</param>
    /// <param name="write">Writes them.</param>
    /// <exception cref="IOException">The disk is full, or the folder is not there or cannot be written.</exception>
    public static void Write(string path, long length, Action<Stream> write)
    {
        path = Path.GetFullPath(path);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = length }))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes what was begun, if it can be: why it was not finished says more than why it cannot be removed.</summary>
    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Makes the rename last through a power cut. The base library cannot do it; Windows does it by itself.</summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0 /* O_RDONLY */);
        if (descriptor < 0) return; // a folder that may be written but not read: the file itself is safe
        _ = Flush(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
