using Descent;

// A training loop of your own, on a network of your own: fits y = sin(x).
var random = new Philox(seed: 1, RandomPurpose.Noise);
var x = Tensor.From(Enumerable.Range(0, 256).Select(i => 6f * random.Uniform(0, i) - 3).ToArray(), [256, 1]);
var y = Tensor.From(x.ToArray<float>().Select(MathF.Sin).ToArray(), [256, 1]);

var net = new Curve();
net.Initialize(seed: 1);
var loss = new MeanSquaredError();
var optimizer = new Adam(learningRate: 0.01);
optimizer.Attach(net);

for (var i = 1; i <= 1000; i++)
{
    using var step = new Step(); // recycles the memory of what is computed inside
    var value = loss.Compute(net.Forward(x), y);
    value.Backward();
    optimizer.Update(); // applies the gradients and forgets them: there is no zero_grad to forget
    if (i % 250 == 0) Console.WriteLine($"step {i}: loss {value.Item():F5}");
}

/// <summary>Two hidden layers with a connection around the second; parameters are found from the properties.</summary>
internal sealed class Curve : Module
{
    public Linear First { get; } = new(1, 32);

    public Linear Second { get; } = new(32, 32);

    public Linear Last { get; } = new(32, 1);

    protected override Tensor Compute(Tensor x)
    {
        var h = First.Forward(x).Tanh();
        return Last.Forward(h + Second.Forward(h).Tanh());
    }
}
