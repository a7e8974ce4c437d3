using System.Text;

namespace Descent;

/// <summary>Writes a file so that, whatever happens, a reader finds the old one or the new one, complete.</summary>
public static class AtomicFile
{
    /// <summary>What the name of a file that is being written ends with.</summary>
    internal const string Unfinished = ".tmp";

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
        Put(Disk.Real, path, length, write);
        Disk.Real.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a text in the same way, in UTF-8.</summary>
    /// <param name="path">The target; its folder exists.</param>
    /// <param name="text">What it shall hold.</param>
    /// <exception cref="IOException">The disk is full, or the folder is not there or cannot be written.</exception>
    public static void Write(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(path, bytes.Length, file => file.Write(bytes));
    }

    /// <summary>The same on any disk, but for the last step: the new name lasts through a power cut once the folder is flushed.</summary>
    internal static void Put(IDisk disk, string path, long length, Action<Stream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            using (var file = disk.Create(temporary, length))
            {
                write(file);
                disk.Flush(file);
            }

            disk.Rename(temporary, path);
        }
        catch
        {
            Remove(disk, temporary);
            throw;
        }
    }

    /// <summary>Removes what was begun, if it can be: why it was not finished says more than why it cannot be removed.</summary>
    internal static void Remove(IDisk disk, string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
