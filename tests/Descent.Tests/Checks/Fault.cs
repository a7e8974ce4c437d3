namespace Descent.Tests.Checks;

/// <summary>Something wrong, planted, and who should find it where.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Make">A run with it.</param>
/// <param name="Check">The check that should find it.</param>
/// <param name="Place">What its finding's place should hold: the layer, parameter, part or setting at fault.</param>
internal sealed record Fault(string Name, Func<Patient> Make, string Check, string Place)
{
    /// <summary>The check whose finding is the first thing to do, where that is what lies behind it.</summary>
    public string First { get; init; } = Check;
}
