using Xunit;

namespace Descent.Tests;

/// <summary>The collection of tests that set the thread count or the lane width, which the whole process shares: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessSettings
{
    public const string Name = "Process settings";
}
