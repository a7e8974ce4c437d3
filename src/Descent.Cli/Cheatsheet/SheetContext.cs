namespace Descent.Cli;

/// <summary>What every section works with.</summary>
/// <param name="seed">What all random numbers depend on.</param>
/// <param name="isQuick">Whether it shall be short rather than exact.</param>
/// <param name="tell">Receives what it is at, for those who wait.</param>
/// <param name="cancel">Ends it.</param>
internal sealed class SheetContext(ulong seed, bool isQuick, Action<string> tell, CancellationToken cancel)
{
    private Splits? _digits, _images;

    public ulong Seed { get; } = seed;

    public bool IsQuick { get; } = isQuick;

    public CancellationToken Cancel { get; } = cancel;

    /// <summary>The built-in digits as vectors of 64 numbers, 60 % to train on and 20 % each to validate and to test.</summary>
    public Splits Digits => _digits ??= Descent.Digits.Load().Split(0.6, 0.2, 0.2, Seed);

    /// <summary>The same digits in the same parts, as images [8, 8, 1].</summary>
    public Splits DigitImages => _images ??= Descent.Digits.LoadImages().Split(0.6, 0.2, 0.2, Seed);

    /// <summary>A setting that quick makes smaller.</summary>
    public T Choose<T>(T quick, T full) => IsQuick ? quick : full;

    /// <summary>No comparison takes more seeds than this; for tests of what needs no statistics.</summary>
    public int MostSeeds { get; init; } = int.MaxValue;

    /// <summary>How many seeds a comparison takes.</summary>
    public int Seeds(int quick, int full) => Math.Min(MostSeeds, Choose(quick, full));

    /// <summary>Says what the section is at. Throws where the page is no longer wanted.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Tell(string what)
    {
        Cancel.ThrowIfCancellationRequested();
        tell(what);
    }

    /// <summary>The command line that computes these sections again, all if none is named.</summary>
    public string CommandFor(params IReadOnlyList<string> ids) =>
        $"descent cheatsheet{(ids.Count > 0 ? $" --only {string.Join(',', ids)}" : "")}{(IsQuick ? " --quick" : "")} --seed {Seed}";
}
