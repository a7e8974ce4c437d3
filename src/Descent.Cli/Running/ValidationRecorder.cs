using System.Diagnostics;

namespace Descent.Cli;

/// <summary>
/// Writes <c>validation.json</c> as epochs end: which class was taken for which, and what the network makes of a few samples. It looks at what the validation
/// computes anyway, and writes seldom enough to stay below a hundredth of the run's time.
/// </summary>
internal sealed class ValidationRecorder(RunData data, Func<RunFolder> folder, TextWriter error) : TrainingHook
{
    /// <summary>Writing is left out while it took more of the run's time than this.</summary>
    private const double Share = 0.01;

    private const int Samples = 16;

    /// <summary>More classes make a matrix that no page shows, and a file of megabytes.</summary>
    private const int MostClasses = 200;

    /// <summary>Larger pictures are left out: 16 of them would be megabytes.</summary>
    private const int MostPixels = 256 * 256;

    private readonly Dictionary<int, Sample> _samples = [];
    private ConfusionMatrix? _confusion;
    private Stopwatch _clock = new();
    private TimeSpan _spent;
    private (int Epoch, long Step) _at;
    private bool _isUnwritten, _hasFailed;

    private TargetInfo Target => data.Train.Target;

    public override void OnStart(Trainer trainer)
    {
        (_clock, _spent, _isUnwritten, _hasFailed) = (Stopwatch.StartNew(), default, false, false);
        _confusion = Target.Kind == TargetKind.Class && Target.Count <= MostClasses ? new ConfusionMatrix() : null;
        _samples.Clear();
        if (data.Validation is not { } validation) return;
        var count = Math.Min(Samples, validation.Count);
        for (var i = 0; i < count; i++) _samples[(int)((long)i * validation.Count / count)] = new();
    }

    public override void OnEpochTrained(Trainer trainer) => _confusion?.Reset();

    public override void OnValidationBatch(Trainer trainer, Batch batch, Tensor predictions)
    {
        _confusion?.Add(predictions, batch.Targets);
        var width = predictions.Count / batch.Count;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!_samples.TryGetValue(batch.Indices[i], out var sample)) continue;
            var outputs = predictions.Span<float>().Slice(i * width, width);
            if (Target.Kind == TargetKind.Class)
            {
                var probabilities = Predictor.Probabilities(outputs);
                var best = Array.IndexOf(probabilities, probabilities.Max());
                (sample.Actual, sample.Predicted, sample.Probability) = (batch.Targets.Span<int>()[i], Math.Max(best, 0), best < 0 ? double.NaN : probabilities[best]);
            }
            else
            {
                double Restore(float value) => Target.Scale?.Restore(value) ?? value;
                (sample.Actual, sample.Predicted, sample.Probability) = (Restore(batch.Targets.Span<float>()[i * width]), Restore(outputs[0]), double.NaN);
            }
        }

        _isUnwritten = true;
    }

    public override void OnEpochEnd(Trainer trainer)
    {
        _at = (trainer.Epoch, trainer.Steps);
        if (trainer.Epoch == 1 || _spent <= _clock.Elapsed * Share) Write();
    }

    public override void OnEnd(Trainer trainer) => Write();

    private void Write()
    {
        if (!_isUnwritten || _hasFailed || _at.Epoch == 0) return;
        _isUnwritten = false;
        var start = Stopwatch.GetTimestamp();
        try
        {
            folder().WriteText(RunFolder.ValidationFile, Json.Write(WriteDocument) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _hasFailed = true;
            error.WriteLine($"descent: {RunFolder.ValidationFile} is not written any more, from epoch {_at.Epoch} on: {e.Message}");
        }

        _spent += Stopwatch.GetElapsedTime(start);
    }

    private void WriteDocument(System.Text.Json.Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", _at.Epoch);
        json.WriteNumber("step", _at.Step);
        if (_confusion is { Classes: > 0 } confusion)
        {
            json.WriteStartArray("classes");
            for (var i = 0; i < confusion.Classes; i++) json.WriteStringValue(NameOf(i));
            json.WriteEndArray();
            json.WriteStartArray("confusion");
            for (var right = 0; right < confusion.Classes; right++)
            {
                json.WriteStartArray();
                for (var predicted = 0; predicted < confusion.Classes; predicted++) json.WriteNumberValue(confusion[right, predicted]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("samples");
        foreach (var (index, sample) in _samples)
        {
            json.WriteStartObject();
            json.WriteNumber("index", index);
            if (Target.Kind == TargetKind.Class)
            {
                json.WriteString("actual", NameOf((int)sample.Actual));
                json.WriteString("predicted", NameOf((int)sample.Predicted));
                json.WriteFinite("probability", Math.Round(sample.Probability, 4));
            }
            else
            {
                json.WriteFinite("actual", sample.Actual);
                json.WriteFinite("predicted", sample.Predicted);
            }

            if ((sample.Picture ??= Draw(index)) is { Length: > 0 } picture) json.WriteBase64String("picture", picture);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private string NameOf(int label) => label < Target.Names.Count ? Target.Names[label] : $"{label}";

    /// <summary>The sample as a PNG, its darkest number black and its brightest white; empty if it is no picture.</summary>
    private byte[] Draw(int index)
    {
        if (PictureShape() is not var (height, width, channels) || height * width > MostPixels) return [];
        var values = new float[height * width * channels];
        data.Validation!.ReadInput(index, values);
        float low = values.Min(), high = values.Max();
        var scale = high > low ? byte.MaxValue / (high - low) : 0;
        using var png = new MemoryStream();
        PngEncoder.Write(png, height, width, channels, Array.ConvertAll(values, v => (byte)MathF.Round((v - low) * scale)));
        return png.ToArray();
    }

    /// <summary>Images are pictures, and so are tables whose columns are the pixels of a square, such as the built-in digits.</summary>
    private (int Height, int Width, int Channels)? PictureShape()
    {
        var shape = data.Validation!.InputShape;
        if (shape.Rank == 3) return shape[2] is 1 or 3 or 4 ? (shape[0], shape[1], shape[2]) : null;
        if (data.Encoding is not RunEncoding.OfTable { Table.Columns: var columns } || !columns.All(c => c.Name.StartsWith("pixel_", StringComparison.Ordinal))) return null;
        var side = (int)Math.Sqrt(columns.Count);
        return side * side == shape.Size ? (side, side, 1) : null;
    }

    private sealed class Sample
    {
        public double Actual { get; set; }

        public double Predicted { get; set; }

        public double Probability { get; set; }

        public byte[]? Picture { get; set; }
    }
}
