using System.IO.Enumeration;

namespace Descent;

/// <summary>Patterns on dotted names: <c>*</c> stands for any characters, <c>?</c> for one; <c>layer1.*</c>, <c>*.bias</c>.</summary>
internal static class NamePattern
{
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
