using System.Collections;
using System.Reflection;
using Descent.Cli;
using Xunit;
using Xunit.Abstractions;

namespace Descent.Tests.Checkpointing;

/// <summary>Promise R7: nothing that steps change is missing from a checkpoint.</summary>
public class CompletenessTests(ITestOutputHelper output)
{
    /// <summary>Values that tell people of a run, and that nothing is computed from.</summary>
    private static readonly string[] s_toldOnly = ["run/batch_loss", "run/samples", "run/clock/total", "run/clock/training"];

    /// <summary>Fields that change, and why a checkpoint does not need them.</summary>
    private static readonly Dictionary<string, string> s_notState = new()
    {
        ["MaxNorm._units"] = "made from the model when the run starts",
        ["GroupLasso._units"] = "made from the model when the run starts",
        ["GroupLasso._optimizer"] = "the trainer's, given when the run starts",
        ["GradientClipping._slots"] = "working memory of one update",
        ["GradientClipping._owners"] = "working memory of one update",
        ["GradientClipping._norms"] = "working memory of one update",
        ["GradientClipping._room"] = "working memory of one update",
        ["CrossEntropy._weights32"] = "the settings, as a tensor",
        ["CrossEntropy._weights64"] = "the settings, as a tensor",
        ["GradientClipping.LastNorm"] = "tells people of the last update",
        ["NAdam._product"] = "products of a function of the step count, kept for speed",
        ["Recorder.HasDiverged"] = "of a range test, whose run is thrown away",
        ["Recorder._average"] = "of a range test, whose run is thrown away",
        ["Recorder._lowest"] = "of a range test, whose run is thrown away",
        ["Recorder.Rates"] = "of a range test, whose run is thrown away",
        ["Recorder.Losses"] = "of a range test, whose run is thrown away",
        ["StepRecorder._losses"] = "of an experiment, which is never resumed",
        ["StepRecorder._seconds"] = "of an experiment, which is never resumed",
        ["ValidationRecorder._samples"] = "what people watch: the next validation tells it anew",
        ["ValidationRecorder._confusion"] = "what people watch: the next validation tells it anew",
        ["ValidationRecorder._clock"] = "what people watch: the next validation tells it anew",
        ["ValidationRecorder._spent"] = "what people watch: the next validation tells it anew",
        ["ValidationRecorder._at"] = "what people watch: the next validation tells it anew",
        ["ValidationRecorder._isUnwritten"] = "what people watch: the next validation tells it anew",
        ["ValidationRecorder._hasFailed"] = "what people watch: the next validation tells it anew",
        ["WarmupSchedule.After"] = "saved with the schedule that it is in front of",
    };

    /// <summary>
    /// Each value and tensor of a checkpoint in turn is given its initial value, as if it had been forgotten. At some step of the run, that must
    /// be refused or change what comes out: weights, statistics, history or the reason for the end.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_forgotten_is_missed(bool isInterrupted)
    {
        var run = SmallRun.Whole;
        var straight = run.Straight();
        var expected = Outcome(straight);
        var initial = ResumePoint.Find(SmallRun.Until(straight, 1), SmallRun.Folder).State!;
        var states = isInterrupted ? Interrupted(run).ToList() : [.. SmallRun.SavesOn(straight).Skip(1).Select(save => ResumePoint.Find(SmallRun.Until(straight, save), SmallRun.Folder))];
        var names = states.SelectMany(s => s.State!.Values.Keys.Concat(s.State.Tensors.Keys))
            .Where(n => !s_toldOnly.Contains(n) && !n.StartsWith("guard/", StringComparison.Ordinal) && !n.StartsWith("hooks/HealthChecks/", StringComparison.Ordinal)).ToHashSet(); // these count once something goes wrong; their own tests see to that
        var missed = new HashSet<string>();
        foreach (var point in states)
        {
            foreach (var name in names.Except(missed).ToList())
            {
                if (Forget(point, name, initial) is not { } forgotten) continue;
                var disk = new MemoryDisk();
                new CheckpointStore(disk, SmallRun.Folder).Write(forgotten, point.Checkpoint!);
                try
                {
                    run.Resume(disk);
                }
                catch (CheckpointException)
                {
                    missed.Add(name);
                    continue;
                }

                if (Outcome(disk) != expected) missed.Add(name);
            }
        }

        output.WriteLine($"{missed.Count} of {names.Count} are missed: {string.Join(", ", missed.Order(StringComparer.Ordinal))}");
        var never = names.Except(missed).Where(n => states.Any(s => Forget(s, n, initial) is not null)).Order(StringComparer.Ordinal);
        Assert.Equal("", string.Join(", ", never));
        Assert.All(names.Except(missed), name => Assert.True(name.StartsWith("run/settings/", StringComparison.Ordinal) || name == "hooks/ScheduleHook/learning_rate", $"{name} never changes: the run has too little in it"));
        if (isInterrupted) Assert.Contains(missed, n => n.StartsWith("gradients/", StringComparison.Ordinal));
    }

    /// <summary>Whatever has a field that can change saves its state, or the field is listed above with the reason why not.</summary>
    [Fact]
    public void Every_part_of_a_run_that_can_change_saves_what_it_is()
    {
        Type[] parts = [typeof(TrainingHook), typeof(Metric), typeof(Schedule), typeof(Regularizer), typeof(GradientClipping), typeof(Loss), typeof(Optimizer)];
        var forgotten = new List<string>();
        var seen = 0;
        foreach (var type in typeof(Tensor).Assembly.GetTypes().Concat(typeof(PreparedRun).Assembly.GetTypes()))
        {
            if (type.IsAbstract || Array.Find(parts, p => p.IsAssignableFrom(type)) is not { } part) continue;
            seen++;
            if (Saves(type, part)) continue;
            for (var t = type; t is not null && t != typeof(object) && t != typeof(Optimizer); t = t.BaseType)
                foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (CanChange(field) && !s_notState.ContainsKey($"{t.Name}.{NameOf(field)}")) forgotten.Add($"{t.Name}.{NameOf(field)}");
        }

        Assert.True(seen > 50, $"only {seen} types were found: does the search still work?");
        Assert.Equal("", string.Join(", ", forgotten.Distinct().Order(StringComparer.Ordinal)));
    }

    /// <summary>Optimizers and schedules give their state by name; hooks and metrics write it, or see to it when it is loaded.</summary>
    private static bool Saves(Type type, Type part) =>
        (part == typeof(Schedule) ? [type.GetMethod(nameof(Schedule.State))] : new[] { type.GetMethod(nameof(IStateful.Save), [typeof(StateWriter)]), type.GetMethod(nameof(IStateful.Load), [typeof(StateReader)]) })
        .Any(method => method is not null && method.DeclaringType != part);

    private static bool CanChange(FieldInfo field)
    {
        var type = field.FieldType;
        if (!field.IsInitOnly) return !IsInitProperty(field) && !field.Name.EndsWith(">P", StringComparison.Ordinal); // a parameter of the constructor
        return type.IsArray || typeof(Tensor).IsAssignableFrom(type) || (typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) && !type.Name.StartsWith("IReadOnly", StringComparison.Ordinal))
            || (type.Assembly == typeof(Tensor).Assembly && type.IsClass && type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(CanChange));
    }

    /// <summary>Settings with <c>init</c>; the compiler does not mark what is behind them.</summary>
    private static bool IsInitProperty(FieldInfo field) =>
        field.DeclaringType!.GetProperty(NameOf(field), BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.SetMethod is { } set
        && set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    /// <summary>A state in which one thing is as it was when the run started; null if it still is.</summary>
    private static TrainingState? Forget(ResumePoint point, string name, TrainingState initial)
    {
        var (values, tensors) = (point.State!.Values, point.State.Tensors);
        var (wasValue, wasTensor) = (initial.Values.GetValueOrDefault(name), initial.Tensors.GetValueOrDefault(name));
        if (values.GetValueOrDefault(name) == wasValue && Same(tensors.GetValueOrDefault(name), wasTensor)) return null;
        return new TrainingState(
            [.. tensors.Where(t => t.Key != name), .. wasTensor is null ? (KeyValuePair<string, Tensor>[])[] : [new(name, wasTensor)]],
            [.. values.Where(v => v.Key != name), .. wasValue is null ? (KeyValuePair<string, string>[])[] : [new(name, wasValue)]]);
    }

    private static bool Same(Tensor? a, Tensor? b) =>
        a is null || b is null ? a == b : a.Shape == b.Shape && a.Type == b.Type && Safetensors.Bytes(a).SequenceEqual(Safetensors.Bytes(b));

    /// <summary>What a run comes to, as its last checkpoint has it.</summary>
    private static string Outcome(MemoryDisk disk)
    {
        var state = ResumePoint.Find(disk, SmallRun.Folder).State!;
        return SmallRun.Hash(new TrainingState(
            state.Tensors.Where(t => t.Key.StartsWith("model/", StringComparison.Ordinal) || t.Key.StartsWith("history/", StringComparison.Ordinal)),
            state.Values.Where(v => v.Key.StartsWith("history/", StringComparison.Ordinal) || v.Key == "run/stop_reason")));
    }

    /// <summary>The run interrupted within an accumulation and in a validation.</summary>
    private static IEnumerable<ResumePoint> Interrupted(SmallRun run)
    {
        for (var pass = 2; pass < 60; pass++)
        {
            using var cancel = new CancellationTokenSource();
            var disk = new MemoryDisk();
            run.Fit(run.Make(SmallRun.EveryUpdate(disk), cancel, pass), cancel: cancel.Token);
            yield return ResumePoint.Find(disk, SmallRun.Folder);
        }
    }
}
