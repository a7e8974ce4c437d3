using System.CommandLine;

namespace Descent.Cli;

/// <summary><c>descent augment [run.yaml | run folder] [--samples N] [--out sheet.png]</c>, or <c>--sample 17 --epoch 3</c>.</summary>
internal static class AugmentVerb
{
    private const string Samples = "--samples", Sample = "--sample", Epoch = "--epoch", Out = "--out";

    /// <summary>As many as are seen at a glance.</summary>
    private const int UsualSamples = 6;

    /// <summary>A sheet of more would be a picture of a hundred megabytes that few programs open.</summary>
    private const int MostSamples = 100;

    public static Command Create()
    {
        var command = new Command("augment", "Draw what augmentation makes of images, each technique by itself and all together");
        RunFileArguments.AddTo(command, "The run file (YAML), or the folder of a trained run; without either, built-in pictures are shown");
        command.Add(NumberOption.Create(Samples, "count", $"How many samples the sheet shows; by default {UsualSamples}"));
        command.Add(new Option<string?>(Out) { HelpName = "file.png", Description = "The picture, by default sheet.png, or sample-17-epoch-3.png; one that is there is replaced" });
        command.Add(NumberOption.Create(Sample, "number", "Write only what the network sees of this sample of the training part, counted from 0"));
        command.Add(NumberOption.Create(Epoch, "number", "... in this epoch, counted from 0; by default 0"));
        command.SetAction(parsed => Run(parsed, Terminal.For(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        int? samples = parsed.GetValue<int?>(Samples), sample = parsed.GetValue<int?>(Sample), epoch = parsed.GetValue<int?>(Epoch);
        if (samples is < 1 or > MostSamples) throw new ConfigurationException($"{Samples} {samples}: expected 1 to {MostSamples}.");
        if (sample is not null && samples is not null) throw new ConfigurationException($"{Sample} and {Samples} are given together; {Sample} shows one sample in one epoch, {Samples} a sheet of several. Keep one.");
        if (sample is null && epoch is not null) throw new ConfigurationException($"{Epoch} {epoch} is given without {Sample}; a sheet shows the first epochs. Give {Sample} <number> too.");
        if (epoch < 0) throw new ConfigurationException($"{Epoch} {epoch}: epochs are counted from 0.");
        var path = parsed.GetValue<string?>(Out) ?? (sample is null ? "sheet.png" : $"sample-{sample}-epoch-{epoch ?? 0}.png");
        CheckOut(path);
        var source = AugmentSource.Open(RunFileArguments.FileOf(parsed), RunFileArguments.SettingsOf(parsed));
        if (sample is { } number) WriteSample(source, number, epoch ?? 0, path, terminal);
        else WriteSheet(source, samples ?? UsualSamples, path, terminal);
        return ExitCode.Done;
    }

    private static void WriteSheet(AugmentSource source, int samples, string path, Terminal terminal)
    {
        var contents = source.Contents(samples);
        var sheet = ContactSheet.Draw(contents);
        Save(path, () => sheet.Save(path));
        var report = new AugmentReport(path, source, contents, sheet, source.MeasureChanges());
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(report.Write));
        else report.Tell(terminal.Out, terminal.Error);
    }

    private static void WriteSample(AugmentSource source, int sample, int epoch, string path, Terminal terminal)
    {
        var images = source.Images;
        if (sample < 0 || sample >= images.Count)
            throw new ConfigurationException($"{Sample} {sample}: {source.Name} has {images.Count} samples to train on; expected 0 to {images.Count - 1}.");
        var (image, steps) = images.Seen(sample, epoch);
        if (image.Channels > 4) throw new ConfigurationException($"{Sample} {sample}: its images have {image.Channels} channels; a PNG picture has at most 4.");
        Save(path, () => PngEncoder.Write(path, image.Height, image.Width, image.Channels, image.Pixels));
        if (terminal.IsJson) terminal.Out.WriteLine(Json.Write(WriteJson));
        else
        {
            terminal.Out.WriteLine($"{path}: what the network sees of sample {sample} ({images.ClassOf(sample)}{(images.PathOf(sample) is { } file ? $", {file}" : "")}) in epoch {epoch}, before it is normalized: {image.Width} × {image.Height} pixels.");
            if (steps.Count > 0) TextTable.Write(terminal.Out, ["transform", "drawn"], steps.Select(s => (IReadOnlyList<string>)[s.Name, s.Drawn]));
            else terminal.Out.WriteLine(images.Transforms.Count == 0 ? AugmentSource.NoTransforms : "No transform is applied to it in this epoch.");
        }

        void WriteJson(System.Text.Json.Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("out", path);
            json.WriteNumber("width", image.Width);
            json.WriteNumber("height", image.Height);
            json.WriteNumber("channels", image.Channels);
            json.WriteNumber("seed", source.Seed);
            json.WriteNumber("epoch", epoch);
            AugmentReport.WriteSample(json, sample, images.IndexOf(sample), images.ClassOf(sample), images.PathOf(sample));
            AugmentReport.WriteSteps(json, steps);
            json.WriteEndObject();
        }
    }

    /// <summary>Refuses, before anything is read, a picture that could not be written.</summary>
    private static void CheckOut(string path)
    {
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) throw new ConfigurationException($"{Out} \"{path}\": pictures are written as PNG; expected the path of a file that ends in .png.");
        if (Directory.Exists(path)) throw new ConfigurationException($"{Out} {path}: it is a folder; expected the path of a file.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)) throw new FileException($"{Out} {path}: there is no folder {folder}; make it first.");
    }

    private static void Save(string path, Action save)
    {
        try
        {
            save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileException($"{path}: the picture cannot be written: {e.Message}");
        }
    }
}
