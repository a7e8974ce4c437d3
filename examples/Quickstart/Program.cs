using Descent;

// 1,797 handwritten digits, 8×8 pixels, divided into three parts with equal shares of each digit.
var (train, validation, test) = Digits.Load().Split(0.7, 0.15, 0.15, seed: 1);

var model = new Sequential(
    new Linear(64, 128), new ReLU(), new Dropout(keep: 0.8),
    new Linear(128, 10));
model.Initialize(seed: 1);

var trainer = new Trainer(model, new CrossEntropy(), new Adam(learningRate: 3e-3))
{
    Seed = 1,
    EarlyStopping = new(patience: 10),
};
History history = trainer.Fit(train, validation, epochs: 60, batchSize: 64);

Console.WriteLine($"best epoch {history.BestEpoch} of {history.Epochs.Count}: {history.StopReason}");
Console.WriteLine(trainer.Evaluate(test));
model.Save("digits.safetensors");
