namespace Descent.Cli;

/// <summary>Where the command keeps what it can fetch or compute again: pretrained weights, features.</summary>
internal static class CacheFolder
{
    public const string Variable = "DESCENT_CACHE";

    /// <summary>DESCENT_CACHE, or <c>descent</c> in the folder that the system has for such files.</summary>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) return System.IO.Path.GetFullPath(given);
            if (OperatingSystem.IsWindows()) return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "descent", "cache");
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var caches = OperatingSystem.IsMacOS() ? System.IO.Path.Combine(home, "Library", "Caches")
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : System.IO.Path.Combine(home, ".cache");
            return System.IO.Path.Combine(caches, "descent");
        }
    }

    /// <summary>Where pretrained weights lie, each as <c>&lt;name&gt;.safetensors</c>.</summary>
    public static string Weights => System.IO.Path.Combine(Path, "weights");

    /// <summary>Where features of frozen stages lie.</summary>
    public static string Features => System.IO.Path.Combine(Path, "features");
}
