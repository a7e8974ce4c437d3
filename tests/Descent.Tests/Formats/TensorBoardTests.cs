using Descent.Tests.Support;
using Google.Protobuf;
using Xunit;

namespace Descent.Tests.Formats;

/// <summary>Event files, read by another hand: checksums, messages and what they say.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Checksums_are_those_of_the_definition()
    {
        Assert.Equal(0xE3069283, TensorBoardEvents.Crc("123456789"u8)); // the check value of CRC-32C
        for (var length = 0; length < 40; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 37 + length)).ToArray();
            var crc = TensorBoardEvents.Crc(bytes);
            Assert.Equal(unchecked((crc >> 15 | crc << 17) + 0xA282EAD8), EventFile.MaskedChecksum(bytes));
        }
    }

    [Fact]
    public void A_run_writes_scalars_histograms_and_pictures_that_agree_with_it()
    {
        var (train, validation, _) = Digits.Load().Split(0.2, 0.05, 0.75, seed: 1);
        var model = new Sequential(new Linear(64, 16), new ReLU(), new Linear(16, 10));
        model.Initialize(1);
        var recorder = new Recorder();
        var log = new TensorBoardLog(_folder.Out("events")) { EverySteps = 3, Share = 1e6 };
        var trainer = new Trainer(model, new CrossEntropy(), new Adam(0.01)) { Schedule = new CosineSchedule(), Hooks = { recorder, log } };
        var history = trainer.Fit(train, validation, epochs: 2, batchSize: 64);
        Assert.Empty(history.Warnings);

        var events = TensorBoardEvents.Read(Assert.Single(Directory.GetFiles(_folder.Out("events"), "*tfevents*")));
        Assert.Equal("brain.Event:2", events.Version);
        Assert.Empty(events.Restarts);
        var stepped = recorder.Steps.Where(s => s.Step % 3 == 0).ToList();
        Assert.Equal(stepped.Select(s => (s.Step, (float)s.Loss)), events.Scalars("loss/batch"));
        Assert.Equal(stepped.Select(s => (s.Step, (float)s.Rate)), events.Scalars("learning_rate"));
        Assert.Equal(stepped.Select(s => s.Step), events.Scalars("gradient_norm").Select(v => v.Step));
        foreach (var (step, norm) in events.Scalars("gradient_norm"))
        {
            var gradients = recorder.Gradients.Where(g => g.Key.Item1 == step).SelectMany(g => g.Value).ToList();
            if (gradients.Count > 0) Assert.Equal(Math.Sqrt(gradients.Sum(g => (double)g * g)), norm, 1e-5 * norm);
        }

        Assert.All(events.Scalars("samples_per_second"), v => Assert.InRange(v.Value, 1, 1e9));
        Assert.All(events.Scalars("data_wait"), v => Assert.InRange(v.Value, 0, 1));
        Assert.Equal(events.Scalars("samples_per_second").Select(v => v.Step), events.Scalars("data_wait").Select(v => v.Step));
        Assert.Contains(trainer.StepsPerEpoch, events.Scalars("data_wait").Select(v => v.Step));
        foreach (var metric in new[] { "loss", "accuracy" })
        {
            Assert.Equal(history.Epochs.Select(e => (e.Epoch * trainer.StepsPerEpoch, (float)e.Train[metric])), events.Scalars($"{metric}/train"));
            Assert.Equal(history.Epochs.Select(e => (e.Epoch * trainer.StepsPerEpoch, (float)e.Validation![metric])), events.Scalars($"{metric}/validation"));
        }

        foreach (var (name, parameter) in model.NamedParameters())
        {
            var weights = events.Values.Where(v => v.Tag == $"weights/{name}").ToList();
            Assert.Equal([trainer.StepsPerEpoch, 2 * trainer.StepsPerEpoch], weights.Select(w => w.Step));
            AssertDescribes(parameter.ToArray<float>(), weights[^1].Histogram!);
            var gradients = events.Values.Where(v => v.Tag == $"gradients/{name}").ToList();
            Assert.Equal([trainer.StepsPerEpoch, 2 * trainer.StepsPerEpoch], gradients.Select(g => g.Step));
            AssertDescribes(recorder.Gradients[(gradients[0].Step, name)], gradients[0].Histogram!);
        }
    }

    [Fact]
    public void Augmented_samples_are_pictures_of_the_first_epoch()
    {
        var pixels = Enumerable.Range(0, 12 * 4 * 5 * 3).Select(i => (byte)(i * 29)).ToArray();
        pixels[0] = 0;
        pixels[1] = 255;
        var images = new ImageDataset(pixels, [4, 5, 3], [.. Enumerable.Range(0, 12).Select(i => i % 2)], ["even", "odd"]);
        var model = new Sequential(new Flatten(), new Linear(60, 2));
        new Trainer(model, new CrossEntropy(), new Adam()) { Hooks = { new TensorBoardLog(_folder.Out("events")) { Samples = images } } }.Fit(images, null, epochs: 2, batchSize: 12);
        var events = TensorBoardEvents.Read(Assert.Single(Directory.GetFiles(_folder.Out("events"))));
        var pictures = events.Values.Where(v => v.Image is not null).ToList();
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"augmented/{i}"), pictures.Select(p => p.Tag));
        for (var i = 0; i < 8; i++)
        {
            var picture = pictures[i].Image!;
            Assert.Equal((4L, 5L, 3L), ((long)picture[1], (long)picture[2], (long)picture[3]));
            var decoded = new PngDecoder().Decode("picture", ((ByteString)picture[4]).ToByteArray());
            Assert.Equal(pixels.AsSpan(60 * i, 60).ToArray(), decoded.Pixels);
        }
    }

    [Fact]
    public void A_resumed_run_adds_a_file_that_voids_later_steps_of_the_first()
    {
        Run(epochs: 2, resume: false);
        Run(epochs: 4, resume: true);
        var files = Directory.GetFiles(_folder.Out("events")).Order(StringComparer.Ordinal).Select(TensorBoardEvents.Read).ToList();
        Assert.Equal(2, files.Count);
        Assert.Equal([9], files[1].Restarts); // TensorBoard drops what was logged from that step on
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], files[0].Scalars("loss/batch").Select(s => (int)s.Step));
        Assert.Equal([9, 10, 11, 12, 13, 14, 15, 16], files[1].Scalars("loss/batch").Select(s => (int)s.Step));

        void Run(int epochs, bool resume)
        {
            var data = new InMemoryDataset([.. Enumerable.Range(0, 8).Select(i => i / 8f)], [1], [.. Enumerable.Range(0, 8).Select(i => i / 4f)], new TargetInfo(TargetKind.Value, 1, ["y"]));
            var trainer = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(0.01))
            {
                Checkpoints = new Checkpoints(_folder.Out("checkpoints")),
                Hooks = { new TensorBoardLog(_folder.Out("events")) { EverySteps = 1 } },
            };
            if (resume) trainer.Resume(_folder.Out("checkpoints"));
            trainer.Fit(data, null, epochs, batchSize: 2);
        }
    }

    [Fact]
    public void A_log_that_cannot_be_written_costs_a_warning_and_not_the_run()
    {
        File.WriteAllText(_folder.Out("events"), "a file where the folder should be");
        var data = new InMemoryDataset([0f, 1], [1], [0f, 1], new TargetInfo(TargetKind.Value, 1, ["y"]));
        var history = new Trainer(new Sequential(new Linear(1, 1)), new MeanSquaredError(), new SGD(0.01)) { Hooks = { new TensorBoardLog(_folder.Out("events")) { EverySteps = 1 } } }.Fit(data, null, 3, 1);
        Assert.False(history.Failed);
        Assert.StartsWith($"{_folder.Out("events")}: the log for TensorBoard ends here, in step 1: ", Assert.Single(history.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_left_out_and_a_single_value_is_one_bucket()
    {
        Assert.Null(Histogram.Of(Tensor.From([float.NaN, float.PositiveInfinity])));
        var one = Histogram.Of(Tensor.From([3f, 3f, float.NaN]))!.Value;
        Assert.Equal((3.0, 3.0, 2.0), (one.Min, one.Max, one.Count));
        Assert.Equal([2.0], one.Buckets);
    }

    [Fact]
    public void The_command_writes_them_into_the_runs_folder_unless_told_not_to()
    {
        var run = _folder.Train("run");
        var events = TensorBoardEvents.Read(Assert.Single(Directory.GetFiles(Path.Combine(run, "events"), "*tfevents*")));
        Assert.Equal(2, events.Scalars("accuracy/validation").Count());
        Assert.False(Directory.Exists(Path.Combine(_folder.Train("without", "--set", "training.log.tensorboard=false"), "events")));
    }

    private static void AssertDescribes(float[] values, Dictionary<int, object> histogram)
    {
        Assert.Equal(values.Min(), (double)histogram[1], 1e-12);
        Assert.Equal(values.Max(), (double)histogram[2], 1e-12);
        Assert.Equal(values.Length, (double)histogram[3]);
        Assert.Equal(values.Sum(v => (double)v), (double)histogram[4], 1e-9);
        Assert.Equal(values.Sum(v => (double)v * v), (double)histogram[5], 1e-9);
        var (limits, buckets) = (TensorBoardEvents.Doubles(histogram[6]), TensorBoardEvents.Doubles(histogram[7]));
        Assert.Equal(limits.Order(), limits);
        Assert.Equal((double)histogram[2], limits[^1]);
        Assert.Equal(values.Length, buckets.Sum());

        // A value on a limit may fall on either side of it, by rounding.
        for (var (b, below) = (0, 0.0); b < limits.Length; b++)
        {
            below += buckets[b];
            Assert.InRange(below, values.Count(v => v < limits[b] - 1e-9), values.Count(v => v <= limits[b] + 1e-9));
        }
    }

    private sealed class Recorder : TrainingHook
    {
        public List<(long Step, double Loss, double Rate)> Steps { get; } = [];

        public Dictionary<(long, string), float[]> Gradients { get; } = [];

        public override void OnGradients(Trainer trainer)
        {
            foreach (var (name, parameter) in trainer.Model.NamedParameters()) Gradients[(trainer.Steps + 1, name)] = parameter.Grad!.ToArray<float>();
        }

        public override void OnStepEnd(Trainer trainer) => Steps.Add((trainer.Steps, trainer.BatchLoss, trainer.Optimizer.LearningRate));
    }
}
