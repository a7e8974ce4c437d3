using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Descent.Dashboard;

/// <summary>What a request must know. Other users of the machine and pages of other sites can reach the port, but not read the terminal.</summary>
internal sealed class AccessToken
{
    /// <summary>256 bits.</summary>
    private const int RandomBytes = 32;

    /// <summary>22 letters of 6 bits are 128 bits and more.</summary>
    public const int LeastLength = 22;

    private readonly byte[] _bytes;

    private AccessToken(string text) => (Text, _bytes) = (text, Encoding.UTF8.GetBytes(text));

    /// <summary>The token as it stands in an address.</summary>
    public string Text { get; }

    public static AccessToken Random() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));

    /// <summary>A token that the user chose; null if it is too short, or would not stand in an address.</summary>
    public static AccessToken? From(string text) => text.Length is >= LeastLength and <= 200 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? new(text) : null;

    /// <summary>Compares in a time that does not tell how much of it is right.</summary>
    public bool Equals(string? given) => given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _bytes);
}
