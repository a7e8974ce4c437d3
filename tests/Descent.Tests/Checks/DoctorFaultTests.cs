using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests.Checks;

/// <summary>Faults are planted one by one, and the doctor is asked each time; healthy runs must pass.</summary>
public sealed class DoctorFaultTests(ITestOutputHelper output)
{
    [Fact]
    public void Of_all_planted_faults_at_least_95_percent_are_found_by_the_right_check_at_the_right_place()
    {
        IReadOnlyList<Fault> faults = [.. ModelFaults.All, .. RunFaults.All, .. SettingFaults.All, .. DataFaults.All];
        Assert.True(faults.Count >= 50, $"only {faults.Count} faults are planted");
        var (missed, late) = (new List<string>(), new List<string>());
        foreach (var fault in faults)
        {
            var diagnosis = fault.Make().Examine();
            var said = string.Join("\n    ", diagnosis.Findings.Where(f => f.Verdict != CheckVerdict.Pass).Select(f => $"{f.Verdict} {f.Check} {f.Place}: {f.Figure}"));
            bool Names(Finding? f) => f is not null && f.Verdict != CheckVerdict.Pass && f.Check == fault.Check && f.Place.Contains(fault.Place, StringComparison.Ordinal);
            if (!diagnosis.Findings.Any(Names)) missed.Add($"{fault.Name}: expected {fault.Check} at {fault.Place}; said\n    {said}");
            else if (diagnosis.First!.Check != fault.First) late.Add($"{fault.Name}: expected first {fault.First}; said\n    {said}");
        }

        foreach (var text in missed) output.WriteLine($"missed: {text}");
        foreach (var text in late) output.WriteLine($"not first: {text}");
        output.WriteLine($"{faults.Count - missed.Count} of {faults.Count} faults found at the right place, {faults.Count - missed.Count - late.Count} of them named as the first thing to do");
        Assert.True(missed.Count <= 0.05 * faults.Count, $"{missed.Count} of {faults.Count} faults were missed:\n{string.Join("\n", missed)}");
        Assert.True(late.Count <= 0.1 * faults.Count, $"{late.Count} of {faults.Count} faults were found, but something else was named first:\n{string.Join("\n", late)}");
    }

    [Fact]
    public void Healthy_runs_do_not_fail()
    {
        Assert.True(HealthyRuns.All.Count >= 25, $"only {HealthyRuns.All.Count} healthy runs");
        var wrong = new List<string>();
        foreach (var (name, make) in HealthyRuns.All.Concat(SettingFaults.Healthy))
        {
            var diagnosis = make().Examine();
            foreach (var finding in diagnosis.Findings.Where(f => f.Verdict == CheckVerdict.Warn)) output.WriteLine($"{name}: {finding}");
            wrong.AddRange(diagnosis.Findings.Where(f => f.Verdict == CheckVerdict.Fail).Select(f => $"{name}: {f}"));
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
