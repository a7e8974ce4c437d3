using System.CommandLine;
using System.Globalization;

namespace Descent.Cli;

/// <summary>An option that takes a whole number, and says so where it gets something else.</summary>
internal static class NumberOption
{
    public static Option<int?> Create(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
            result.AddError($"{name} {result.Tokens[0].Value}: expected a whole number.");
            return null;
        },
    };
}
