using System.Runtime.CompilerServices;
using Descent.Cli;

namespace Descent.Tests.Support;

/// <summary>Keeps what the command fetches and computes in a folder of this process, so that tests begin with nothing and leave nothing.</summary>
internal static class TestCache
{
#pragma warning disable CA2255 // a test project is an application of its own
    [ModuleInitializer]
    internal static void Set()
#pragma warning restore CA2255
    {
        var folder = Directory.CreateTempSubdirectory("descent-test-cache-").FullName;
        Environment.SetEnvironmentVariable(CacheFolder.Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
