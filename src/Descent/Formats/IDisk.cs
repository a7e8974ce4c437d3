namespace Descent;

/// <summary>
/// The few file operations that writing safely takes. Everything that must survive a crash goes through it, so that a test can take
/// each one's place: fail it, forget what was not forced to the disk, or stop between any two.
/// </summary>
internal interface IDisk
{
    /// <summary>Makes a new file for writing, with room for its bytes reserved where the system can: a full disk is then found first.</summary>
    Stream Create(string path, long length);

    /// <summary>Forces what was written to a file made by <see cref="Create"/> to the disk.</summary>
    void Flush(Stream file);

    /// <summary>Renames a file, in place of the target where there is one; both are in one folder.</summary>
    void Rename(string from, string to);

    /// <summary>Makes a folder's entries last through a power cut: files made, renamed and deleted in it.</summary>
    void FlushFolder(string folder);

    /// <summary>Deletes a file; there need not be one.</summary>
    void Delete(string path);

    /// <summary>Makes a folder and those above it.</summary>
    void CreateFolder(string folder);

    /// <summary>The names of the files in a folder; none where there is no folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Opens a file for reading.</summary>
    Stream Open(string path);

    /// <summary>Keeps every other process from taking the same lock until it is disposed, or this process has ended, however it ends.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    IDisposable Lock(string path);
}
