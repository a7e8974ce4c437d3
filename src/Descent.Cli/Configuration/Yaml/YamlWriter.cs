using System.Text;

namespace Descent.Cli;

/// <summary>Writes nodes as YAML that reads back as the same nodes.</summary>
internal static class YamlWriter
{
    public static string Write(YamlMap root)
    {
        var text = new StringBuilder();
        WriteMap(text, root, indent: 0);
        return text.ToString();
    }

    /// <summary>Writes a node on one line, as a setting of the command line takes it.</summary>
    public static string Inline(YamlNode node)
    {
        var text = new StringBuilder();
        WriteInline(text, node);
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, YamlMap map, int indent)
    {
        foreach (var (key, _, value) in map.Entries)
        {
            text.Append(' ', indent).Append(Quote(key, isPlain: false)).Append(':');
            if (value is YamlMap { Entries.Count: > 0 } inner)
            {
                text.Append('\n');
                WriteMap(text, inner, indent + 2);
                continue;
            }

            WriteInline(text.Append(' '), value);
            text.Append('\n');
        }
    }

    private static void WriteInline(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                text.Append(Quote(scalar.Text, scalar.IsPlain));
                break;
            case YamlList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    WriteInline(text, list.Items[i]);
                }

                text.Append(']');
                break;
            case YamlMap map:
                text.Append('{');
                for (var i = 0; i < map.Entries.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    text.Append(Quote(map.Entries[i].Key, isPlain: false)).Append(": ");
                    WriteInline(text, map.Entries[i].Value);
                }

                text.Append('}');
                break;
        }
    }

    /// <summary>A plain scalar as it is; a text in quotes unless it is a simple word that no reader takes for something else.</summary>
    private static string Quote(string value, bool isPlain)
    {
        if (isPlain || (IsWord(value) && value is not ("true" or "false" or "null" or "True" or "False" or "Null" or "TRUE" or "FALSE" or "NULL"))) return value;
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            switch (c)
            {
                case '"' or '\\': text.Append('\\').Append(c); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ' or '\u007F' or '\u0085' or '\u00A0' or '\u2028' or '\u2029' or '\uFEFF': text.Append($"\\u{(int)c:x4}"); break;
                default: text.Append(c); break;
            }
        }

        return text.Append('"').ToString();
    }

    private static bool IsWord(string value) =>
        value.Length > 0 && char.IsAsciiLetter(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
