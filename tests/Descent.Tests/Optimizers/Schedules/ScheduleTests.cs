using System.Text.Json;
using Xunit;

namespace Descent.Tests.Optimizers;

/// <summary>Rates against PyTorch's schedulers, from Golden/make_schedules.py, and at their boundaries.</summary>
public class ScheduleTests
{
    [Fact]
    public void Every_schedule_follows_PyTorchs_at_every_update()
    {
        using var golden = Golden();
        var root = golden.RootElement;
        var (rate, perEpoch, epochs) = (root.GetProperty("rate").GetDouble(), root.GetProperty("per_epoch").GetInt64(), root.GetProperty("epochs").GetInt64());
        var seen = new HashSet<string> { nameof(PlateauSchedule) };
        foreach (var item in root.GetProperty("cases").EnumerateArray())
        {
            var schedule = Make(item.GetProperty("schedule").GetString()!, item.GetProperty("options"));
            seen.Add(schedule.GetType().Name);
            var got = schedule.Curve(rate, perEpoch, epochs).ToArray();
            var want = item.GetProperty("rates").EnumerateArray().Select(r => r.GetDouble()).ToArray();
            Assert.Equal(want.Length, got.Length);

            // PyTorch reaches its cosines by recursion from rate to rate, which adds up roundings.
            for (var i = 0; i < want.Length; i++)
                Assert.True(Math.Abs(want[i] - got[i]) <= 1e-12 * rate, $"{item.GetProperty("schedule")} {item.GetProperty("options")}, update {i}: PyTorch {want[i]:R}, here {got[i]:R}");
        }

        var all = typeof(Schedule).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Schedule))).Select(t => t.Name);
        Assert.Equal(all.Order(), seen.Order()); // a new schedule needs its line in the script
    }

    [Fact]
    public void The_plateau_schedule_follows_PyTorchs_and_goes_on_from_saved_state()
    {
        using var golden = Golden();
        var losses = golden.RootElement.GetProperty("losses").EnumerateArray().Select(r => r.GetDouble()).ToArray();
        var rate = golden.RootElement.GetProperty("rate").GetDouble();
        foreach (var item in golden.RootElement.GetProperty("plateaus").EnumerateArray())
        {
            var higher = item.GetProperty("options").GetProperty("higher").GetBoolean();
            var want = item.GetProperty("rates").EnumerateArray().Select(r => r.GetDouble()).ToArray();
            for (var resumeAt = 0; resumeAt < losses.Length; resumeAt++)
            {
                var schedule = MakePlateau(item.GetProperty("options"));
                for (var i = 0; i < losses.Length; i++)
                {
                    if (i == resumeAt)
                    {
                        var saved = schedule.State();
                        schedule = MakePlateau(item.GetProperty("options"));
                        schedule.LoadState(saved);
                    }

                    Assert.Equal(want[i], schedule.Rate(rate, new ScheduleTime(i, 1, losses.Length)), 1e-15);
                    schedule.Observe(higher ? 2 - losses[i] : losses[i], higher, new ScheduleTime(i + 1, 1, losses.Length));
                }
            }
        }
    }

    [Fact]
    public void A_schedule_made_in_the_middle_of_a_run_goes_on_to_the_same_bits()
    {
        using var golden = Golden();
        foreach (var item in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            var (name, options) = (item.GetProperty("schedule").GetString()!, item.GetProperty("options"));
            var whole = Make(name, options).Curve(0.3, 5, 12).ToArray();
            for (long step = 0; step < whole.Length; step++)
            {
                var resumed = Make(name, options);
                resumed.LoadState(Make(name, options).State());
                Assert.Equal(whole[step], resumed.Rate(0.3, new ScheduleTime(step, 5, 60)));
            }
        }
    }

    [Fact]
    public void Boundaries_are_where_the_settings_put_them()
    {
        static double At(Schedule schedule, long step) => schedule.Rate(1, new ScheduleTime(step, 10, 100));

        Assert.Equal(1, At(new StepSchedule(3, 0.5), 29));
        Assert.Equal(0.5, At(new StepSchedule(3, 0.5), 30));
        Assert.Equal(1, At(new MultiStepSchedule([2], 0.5), 19));
        Assert.Equal(0.5, At(new MultiStepSchedule([2], 0.5), 20));
        Assert.Equal(1, At(new CosineSchedule(0.1), 0));
        Assert.Equal(0.1, At(new CosineSchedule(0.1), 100), 1e-15); // just behind the last update
        Assert.Equal(0.55, At(new CosineSchedule(0.1), 50), 1e-15);
        Assert.Equal(0.25, At(new PolynomialSchedule(1, 0), 75), 1e-15);
        Assert.Equal(1, At(new CosineRestartsSchedule(3), 30)); // the restart itself
        Assert.InRange(At(new CosineRestartsSchedule(3), 29), 0, 0.01);
        Assert.Equal(1.0 / 25, At(new OneCycleSchedule(), 0), 1e-15);
        Assert.Equal(1, At(new OneCycleSchedule(), 29), 1e-15);
        Assert.Equal(1.0 / 25 / 1e4, At(new OneCycleSchedule(), 99), 1e-15);
        var warm = new WarmupSchedule(new CosineSchedule(), epochs: 2, start: 0);
        Assert.Equal(0, At(warm, 0));
        Assert.Equal(0.5, At(warm, 10));
        Assert.Equal(1, At(warm, 20)); // the cosine begins at its top
        Assert.Equal(0.5, At(warm, 60), 1e-15);
        Assert.Equal(0.525, At(new WarmupSchedule(new ConstantSchedule(), steps: 4, start: 0.05), 2), 1e-15);
    }

    [Fact]
    public void Epoch_schedules_stay_through_an_epoch()
    {
        foreach (var schedule in new Schedule[] { new CosineSchedule(per: ScheduleUnit.Epoch), new PolynomialSchedule(2, 0.01, ScheduleUnit.Epoch), new ExponentialSchedule(0.9), new StepSchedule(1) })
        {
            var rates = schedule.Curve(0.1, 7, 5).Chunk(7).ToArray();
            Assert.All(rates, epoch => Assert.Single(epoch.Distinct()));
            Assert.Equal(5, rates.Select(epoch => epoch[0]).Distinct().Count());
        }
    }

    [Fact]
    public void Impossible_settings_are_refused_with_the_rule()
    {
        Says("StepSchedule: every is 0; it must be 1 or more.", () => new StepSchedule(0));
        Says("StepSchedule: factor is 0; it must be above 0 and at most 1.", () => new StepSchedule(1, 0));
        Says("MultiStepSchedule: milestones[0] is 0; it must be 1 or more.", () => new MultiStepSchedule([0]));
        Says("MultiStepSchedule: milestone 3 comes after 5; milestones must ascend.", () => new MultiStepSchedule([5, 3]));
        Says("MultiStepSchedule: there are no milestones; give one or more, or use ConstantSchedule.", () => new MultiStepSchedule([]));
        Says("ExponentialSchedule: factor is 1.5; it must be above 0 and at most 1.", () => new ExponentialSchedule(1.5));
        Says("PolynomialSchedule: power is 0; it must be above 0.", () => new PolynomialSchedule(0));
        Says("CosineSchedule: end is -1; it must be 0 or more.", () => new CosineSchedule(-1));
        Says("CosineRestartsSchedule: first is 0; it must be above 0.", () => new CosineRestartsSchedule(0));
        Says("CosineRestartsSchedule: multiply is 0.5; it must be 1 or more.", () => new CosineRestartsSchedule(1, 0.5));
        Says("OneCycleSchedule: rise is 1; it must be above 0 and below 1.", () => new OneCycleSchedule(1));
        Says("OneCycleSchedule: divide is 0.5; it must be 1 or more.", () => new OneCycleSchedule(divide: 0.5));
        Says("PlateauSchedule: factor is 1; it must be above 0 and below 1.", () => new PlateauSchedule(1));
        Says("PlateauSchedule: patience is -1; it must be 0 or more.", () => new PlateauSchedule(patience: -1));
        Says("WarmupSchedule: neither epochs nor steps is given; give one of them.", () => new WarmupSchedule(new CosineSchedule()));
        Says("WarmupSchedule: epochs and steps are given together; give one of them.", () => new WarmupSchedule(new CosineSchedule(), 1, 1));
        Says("WarmupSchedule: epochs is 0; it must be above 0.", () => new WarmupSchedule(new CosineSchedule(), 0));
        Says("WarmupSchedule: start is 2; it must be from 0 to 1.", () => new WarmupSchedule(new CosineSchedule(), 1, start: 2));
        Refuses("CosineSchedule: the saved state has best, but this schedule has no state; it was saved by another one.", () => new CosineSchedule().LoadState(new Dictionary<string, double> { ["best"] = 1 }));
        Refuses("PlateauSchedule: the saved state has best = 1; expected best, and whole numbers of bad_epochs, cooldown, reductions.", () => new PlateauSchedule().LoadState(new Dictionary<string, double> { ["best"] = 1 }));

        static void Says(string text, Func<Schedule> make) => Refuses(text, () => { make(); });

        static void Refuses(string text, Action make) => Assert.StartsWith(text, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    private static JsonDocument Golden() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "schedules.json")));

    private static Schedule Make(string name, JsonElement options)
    {
        double Option(string key) => options.GetProperty(key).GetDouble();
        var per = options.TryGetProperty("per", out var unit) && unit.GetString() == "epoch" ? ScheduleUnit.Epoch : ScheduleUnit.Step;
        Schedule schedule = name switch
        {
            "constant" => new ConstantSchedule(),
            "step" => new StepSchedule((int)Option("every"), Option("factor"), per),
            "multi_step" => new MultiStepSchedule([.. options.GetProperty("milestones").EnumerateArray().Select(m => m.GetInt32())], Option("factor"), per),
            "exponential" => new ExponentialSchedule(Option("factor"), per),
            "polynomial" => new PolynomialSchedule(Option("power"), Option("end"), per),
            "cosine" => new CosineSchedule(Option("end"), per),
            "cosine_restarts" => new CosineRestartsSchedule(Option("first"), Option("multiply"), Option("end"), per),
            "one_cycle" => new OneCycleSchedule(Option("rise"), Option("divide"), Option("final_divide"), per),
            _ => throw new ArgumentException(name),
        };
        return options.TryGetProperty("warmup_steps", out var steps) ? new WarmupSchedule(schedule, steps: steps.GetInt32(), start: Option("warmup_start")) : schedule;
    }

    private static PlateauSchedule MakePlateau(JsonElement options) => new(
        options.GetProperty("factor").GetDouble(), options.GetProperty("patience").GetInt32(), options.GetProperty("threshold").GetDouble(),
        options.GetProperty("relative").GetBoolean(), options.GetProperty("cooldown").GetInt32(), options.GetProperty("min_rate").GetDouble());
}
