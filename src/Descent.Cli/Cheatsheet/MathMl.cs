using System.Globalization;
using System.Net;
using System.Text;

namespace Descent.Cli;

/// <summary>
/// Writes formulas as MathML from a short notation: letters are variables, words of several letters names such as <c>softmax</c>, <c>_</c> and <c>^</c>
/// lower and raise what follows, <c>{…}</c> holds together and leaves no trace, <c>\frac a b</c>, <c>\sqrt a</c>, <c>\hat a</c>, <c>\bar a</c>, and
/// <c>\text{…}</c> for plain text. Everything else is a sign: <c>L = −∑_c t_c log p_c</c>.
/// </summary>
internal sealed class MathMl
{
    /// <summary>Signs whose limits stand below and above.</summary>
    private const string Large = "∑∏";

    private readonly string _source;
    private int _at;

    private MathMl(string source) => _source = source;

    /// <summary>What stands inside <c>math</c>.</summary>
    /// <exception cref="FormatException">The notation is wrong; the message says where.</exception>
    public static string Of(string formula)
    {
        var reader = new MathMl(formula);
        var row = reader.Row(isInner: false);
        return row.StartsWith("<mrow>", StringComparison.Ordinal) ? row : $"<mrow>{row}</mrow>";
    }

    private string Row(bool isInner)
    {
        var items = new List<string>();
        for (Skip(); _at < _source.Length && _source[_at] != '}'; Skip()) items.Add(Item());
        if (isInner != _at < _source.Length) throw Wrong(isInner ? "a } is missing" : "a } too many");
        if (isInner) _at++;
        return items.Count == 1 ? items[0] : $"<mrow>{string.Concat(items)}</mrow>";
    }

    /// <summary>An atom with what hangs on it.</summary>
    private string Item()
    {
        var isLarge = Large.Contains(Peek());
        var atom = Atom();
        string? below = null, above = null;
        while (Peek() is '_' or '^')
        {
            var isBelow = _source[_at++] == '_';
            if ((isBelow ? below : above) is not null) throw Wrong("two of the same kind hang on one letter");
            if (isBelow) below = Atom();
            else above = Atom();
        }

        var (under, over) = isLarge ? ("munder", "mover") : ("msub", "msup");
        return (below, above) switch
        {
            (null, null) => atom,
            ({ }, null) => $"<{under}>{atom}{below}</{under}>",
            (null, { }) => $"<{over}>{atom}{above}</{over}>",
            _ => $"<{under}{over[1..]}>{atom}{below}{above}</{under}{over[1..]}>",
        };
    }

    private string Atom()
    {
        Skip();
        var c = Peek();
        switch (c)
        {
            case '\0': throw Wrong("something is missing at the end");
            case '{':
                _at++;
                return Row(isInner: true);
            case '\\': return Command();
        }

        if (char.IsAsciiDigit(c)) return $"<mn>{Take(ch => char.IsAsciiDigit(ch) || ch == '.')}</mn>";
        if (char.IsAsciiLetter(c)) return $"<mi>{Take(char.IsAsciiLetter)}</mi>";
        if (char.IsSurrogate(c)) throw Wrong("few fonts have this letter");
        _at++;
        return char.IsLetter(c) ? $"<mi>{c}</mi>" : $"<mo>{WebUtility.HtmlEncode(c.ToString(CultureInfo.InvariantCulture))}</mo>";
    }

    private string Command()
    {
        _at++;
        var name = Take(char.IsAsciiLetter);
        return name switch
        {
            "frac" => $"<mfrac>{Atom()}{Atom()}</mfrac>",
            "sqrt" => $"<msqrt>{Atom()}</msqrt>",
            "hat" => $"<mover accent=\"true\">{Atom()}<mo>^</mo></mover>",
            "bar" => $"<mover accent=\"true\">{Atom()}<mo>¯</mo></mover>",
            "text" => PlainText(),
            _ => throw Wrong($"there is no \\{name}"),
        };
    }

    private string PlainText()
    {
        var end = _source.IndexOf('}', _at);
        if (Peek() != '{' || end < 0) throw Wrong("\\text needs {…}");
        var text = _source[(_at + 1)..end];
        _at = end + 1;

        // Spaces at the ends of an element are dropped, unless they are fixed ones.
        return $"<mtext>{WebUtility.HtmlEncode(text.Replace(' ', '\u00A0'))}</mtext>";
    }

    private string Take(Func<char, bool> belongs)
    {
        var taken = new StringBuilder();
        while (_at < _source.Length && belongs(_source[_at])) taken.Append(_source[_at++]);
        return taken.ToString();
    }

    private char Peek() => _at < _source.Length ? _source[_at] : '\0';

    private void Skip()
    {
        while (Peek() == ' ') _at++;
    }

    private FormatException Wrong(string what) => new($"MathMl: {what}, at {_at} of \"{_source}\".");
}
