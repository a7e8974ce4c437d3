using System.Reflection;
using System.Runtime.InteropServices;

namespace Descent;

/// <summary>The calls of libjpeg-turbo's TurboJPEG interface that decoding takes, as in version 2 and later; the one native library there is a use for.</summary>
internal static unsafe partial class TurboJpeg
{
    // Numbers of turbojpeg.h: pixel formats, colour spaces, flags.
    public const int RgbPixels = 0, GreyPixels = 6, CmykPixels = 11;
    public const int Grey = 2, Cmyk = 3, Ycck = 4;
    public const int AccurateTransform = 4096;

    /// <summary>Refuses more than 500 scans: a small file of very many would keep the library busy for minutes (version 2.1 and later).</summary>
    public const int LimitScans = 32768;

    private const string Library = "turbojpeg";

    private static readonly nint s_library = Find();

    public static bool IsAvailable => s_library != 0;

    /// <summary>Why there are no JPEG files, and what to do about it.</summary>
    public static string Missing => "JPEG files are decoded by libjpeg-turbo, which this system does not have. "
        + "Debian and Ubuntu: apt-get install libturbojpeg0 (or libturbojpeg); Fedora: dnf install turbojpeg; Alpine: apk add libjpeg-turbo; "
        + "macOS: brew install jpeg-turbo; Windows: winget install libjpeg-turbo.libjpeg-turbo.VC, with its bin folder in PATH.";

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial nint Open();

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int ReadHeader(nint decoder, byte* file, CULong length, out int width, out int height, out int subsampling, out int colors);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(nint decoder, byte* file, CULong length, byte* pixels, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Close(nint decoder);

    public static string LastError(nint decoder) => Marshal.PtrToStringUTF8(ReadError(decoder)) ?? "no reason is given";

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ReadError(nint decoder);

    private static nint Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["turbojpeg.dll", "libturbojpeg.dll"]
            : OperatingSystem.IsMacOS() ? ["libturbojpeg.0.dylib", "libturbojpeg.dylib", "/opt/homebrew/opt/jpeg-turbo/lib/libturbojpeg.dylib", "/usr/local/opt/jpeg-turbo/lib/libturbojpeg.dylib"]
            : ["libturbojpeg.so.0", "libturbojpeg.so"];
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (asked, _, _) => asked == Library ? library : 0);
            return library;
        }

        return 0;
    }
}
