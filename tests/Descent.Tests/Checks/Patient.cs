namespace Descent.Tests.Checks;

/// <summary>A run to examine, small enough for a hundred of them.</summary>
internal sealed record Patient(Module Model, Loss Loss, Splits Data, Optimizer Optimizer)
{
    public DoctorSettings Settings { get; init; } = new() { BatchSize = 32, Fast = true };

    public Diagnosis Examine() => Doctor.Examine(Model, Loss, Data, Optimizer, Settings);

    /// <summary>8 features, 3 classes, a small network: nothing is wrong with it.</summary>
    public static Patient Classes(Module? model = null, Loss? loss = null, Splits? data = null, Optimizer? optimizer = null) =>
        new(model ?? Mlp(), loss ?? new CrossEntropy(), data ?? SmallData.Blobs().Split(0.6, 0.2, 0.2, 1), optimizer ?? new Adam(0.003));

    /// <summary>8 features, a number to predict.</summary>
    public static Patient Numbers(Module? model = null, Loss? loss = null, Splits? data = null, Optimizer? optimizer = null) =>
        new(model ?? Mlp(outputs: 1), loss ?? new MeanSquaredError(), data ?? SmallData.Curve().Split(0.6, 0.2, 0.2, 1), optimizer ?? new Adam(0.01));

    /// <summary>Stripes of 8 × 8 pixels, 3 classes.</summary>
    public static Patient Images(Module? model = null, Loss? loss = null, Splits? data = null, Optimizer? optimizer = null) =>
        new(model ?? Conv(), loss ?? new CrossEntropy(), data ?? SmallData.Stripes().Split(0.6, 0.2, 0.2, 1), optimizer ?? new Adam(0.003));

    public static Sequential Mlp(int inputs = 8, int outputs = 3, int hidden = 24) => Drawn(new Sequential(new Linear(inputs, hidden), new ReLU(), new Linear(hidden, hidden), new ReLU(), new Linear(hidden, outputs)));

    public static Sequential Conv(int outputs = 3) => Drawn(new Sequential(new Conv2d(1, 8, 3, padding: 1), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(128, outputs)));

    public static Sequential Normed(int outputs = 3) => Drawn(new Sequential(new Linear(8, 24), new BatchNorm1d(24), new ReLU(), new Dropout(keep: 0.8), new Linear(24, outputs)));

    /// <summary>The network with weights that follow a seed.</summary>
    public static T Drawn<T>(T model)
        where T : Module
    {
        model.Initialize(1);
        return model;
    }

    /// <summary>The same, with something done to the network.</summary>
    public Patient With(Action<Sequential> spoil)
    {
        spoil((Sequential)Model);
        return this;
    }

    public Patient With(DoctorSettings settings) => this with { Settings = settings };
}
