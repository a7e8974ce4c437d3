namespace Descent;

/// <summary>
/// Looks at a run before it is trained, as an expert would: at the data, the network, the loss, the first updates, and whether one batch can be
/// learned by heart. It says what is wrong, where, and what to do first. Model and optimizer are left as they were.
/// </summary>
public static class Doctor
{
    /// <summary>Every question, causes before what follows from them: the first fault found is the first to put right.</summary>
    private static readonly DoctorCheck[] s_checks =
    [
        new ReadableCheck(), new SteadyCheck(), new LabelCheck(), new FeatureCheck(), new ScaleCheck(), new LeakageCheck(), new DuplicateCheck(), new PartsCheck(), new OrderCheck(), new SignalCheck(), new AugmentationCheck(), new MixCheck(),
        new BatchNormCheck(), new ParametersCheck(), new InitializerCheck(), new StepCheck(),
        new LossLayerCheck(), new LossSamplesCheck(), new LossMaskingCheck(), new LossDirectionCheck(),
        new EvaluationCheck(), new SampleLeakCheck(), new PaddingCheck(), new ModesCheck(), new SeedCheck(), new OutputsCheck(),
        new DeadUnitsCheck(), new SignalsCheck(), new GradientsCheck(), new InitialLossCheck(),
        new FormulaCheck(), new ScheduleCheck(), new ClippingCheck(), new UpdateSizeCheck(), new PenaltyCheck(), new StepHygieneCheck(), new OverfitCheck(), new SlopesCheck(),
    ];

    private static readonly CurveCheck[] s_curves = [new DivergenceCurve(), new LearningCurve(), new OverfittingCurve(), new NoiseCurve(), new PlateauCurve(), new PatienceCurve()];

    /// <summary>The names of all checks, in their order; what stands before the dot is a check's group.</summary>
    public static IReadOnlyList<string> Checks { get; } = [.. s_checks.Select(c => c.Name)];

    /// <summary>The names of what is asked of a run's history, in its order.</summary>
    public static IReadOnlyList<string> HistoryChecks { get; } = [.. s_curves.Select(c => c.Name)];

    /// <summary>Examines a run.</summary>
    /// <param name="model">The network, with the weights it will start from.</param>
    /// <param name="loss">What is to be made small.</param>
    /// <param name="data">What it is trained on and judged by; a part may be empty.</param>
    /// <param name="optimizer">How weights change. If it has no parameters yet, it is given the model's, as by a <see cref="Trainer"/>.</param>
    /// <param name="settings">What else is known of the run, and how long to look; null for the defaults.</param>
    /// <exception cref="ArgumentException">The training part is empty, or <see cref="DoctorSettings.Only"/> names no check or group.</exception>
    public static Diagnosis Examine(Module model, Loss loss, Splits data, Optimizer optimizer, DoctorSettings? settings = null)
    {
        settings ??= new DoctorSettings();
        if (data.Train.Count == 0) throw new ArgumentException("Doctor: the training part has no samples; there is nothing to examine.", nameof(data));
        foreach (var name in settings.Only)
            if (!s_checks.Any(c => c.IsAskedFor([name]))) throw new ArgumentException($"Doctor: there is no check or group \"{name}\"; there is {string.Join(", ", Checks)}.", nameof(settings));
        using var x = new Examination(model, loss, data, optimizer, settings);
        var findings = new List<Finding>();
        foreach (var check in s_checks.Where(c => c.IsAskedFor(settings.Only)))
        {
            if (check.NeedsNetwork && !Runs(x, findings)) continue;
            findings.AddRange(Run(check, x));
        }

        return new Diagnosis(findings, x.Plots);
    }

    /// <summary>Examines a run that has training samples alone.</summary>
    /// <param name="model">The network, with the weights it will start from.</param>
    /// <param name="loss">What is to be made small.</param>
    /// <param name="train">What it is trained on.</param>
    /// <param name="optimizer">How weights change.</param>
    /// <param name="settings">What else is known of the run; null for the defaults.</param>
    /// <exception cref="ArgumentException">As above.</exception>
    public static Diagnosis Examine(Module model, Loss loss, Dataset train, Optimizer optimizer, DoctorSettings? settings = null) =>
        Examine(model, loss, new Splits(train, new Subset(train, []), new Subset(train, [])), optimizer, settings);

    /// <summary>Looks at the history of a run, during or after it: does it diverge, learn, overfit, jump, stand still, or end too early?</summary>
    /// <param name="curves">What it shows.</param>
    /// <param name="terms">What settings are called; null for what they are in code.</param>
    public static Diagnosis Examine(RunCurves curves, DoctorTerms? terms = null)
    {
        var findings = new List<Finding>();
        foreach (var check in s_curves.Where(c => curves.Train.Count >= c.Fewest))
        {
            var finding = check.Run(curves, terms ?? new DoctorTerms());
            findings.Add(finding ?? new Finding(check.Name, CheckVerdict.Pass, "", $"nothing in {Words.Count(curves.Train.Count, "epoch")}", "nothing"));
            if (finding is { Verdict: CheckVerdict.Fail }) break; // of a run that does not learn, nothing else can be said
        }

        List<DiagnosisCurve> drawn = [new("train", curves.Train)];
        if (curves.Validation.Count > 0) drawn.Add(new("validation", curves.Validation));
        return new Diagnosis(findings, [new DiagnosisPlot("history", "Loss of each epoch", "epoch", "loss", curves.Train.All(v => v > 0), drawn, [])]);
    }

    /// <summary>Whether a step is possible, found out once, whether or not that check was asked for.</summary>
    private static bool Runs(Examination x, List<Finding> findings)
    {
        if (!x.Runs || x.HasStepped) return x.Runs;
        x.HasStepped = true;
        if (findings.Any(f => f.Check == new StepCheck().Name)) return x.Runs;
        var tried = Run(new StepCheck(), x);
        if (!x.Runs) findings.AddRange(tried);
        return x.Runs;
    }

    /// <summary>A check's findings. What a module or loss of the user's own throws becomes one of them.</summary>
    private static List<Finding> Run(DoctorCheck check, Examination x)
    {
        try
        {
            return [.. check.Run(x)];
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or DataException)
        {
            x.Restore();
            return [new Finding(check.Name, CheckVerdict.Fail, "model", e.Message, "no exception", "network, loss or data refuse what training will ask of them", "do what the message says")];
        }
    }
}
