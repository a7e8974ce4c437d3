using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Layers;

/// <summary>What every layer must satisfy, run over the table of samples.</summary>
public class LayerContractTests
{
    private static readonly Dictionary<string, LayerSample> s_samples = LayerSample.All.ToDictionary(sample => sample.Name);

    public static TheoryData<string> Names => [.. s_samples.Keys];

    [Fact]
    public void Every_layer_of_the_library_has_a_sample()
    {
        var covered = LayerSample.All.SelectMany(sample => sample.Make().NamedModules()).Select(m => m.Module.GetType()).ToHashSet();
        var missing = typeof(Module).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Module)) && !type.IsAbstract && !covered.Contains(type))
            .Select(type => type.Name).Order();
        Assert.True(!missing.Any(), $"No LayerSample uses {string.Join(", ", missing)}. Add one to tests/Descent.Tests/Layers/LayerSamples.cs.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_and_parameters_have_the_stated_shapes_and_names(string name)
    {
        var sample = s_samples[name];
        var layer = sample.Make();
        Assert.Equal(sample.Output, layer.Forward(sample.MakeInput()).Shape);
        Assert.Equal(sample.Parameters, layer.NamedParameters().Select(p => (p.Name, p.Parameter.StateShape)));
        Assert.Contains(layer.GetType().Name, layer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Evaluation_is_deterministic_and_equals_training_where_stated(string name)
    {
        var sample = s_samples[name];
        var layer = sample.Make();
        var training = Bits(layer, sample);
        layer.Eval();
        Assert.All(layer.NamedModules(), m => Assert.False(m.Module.Training));
        var evaluation = Bits(layer, sample);
        Assert.Equal(evaluation, Bits(layer, sample));
        if (sample.ModesDiffer) Assert.NotEqual(training, evaluation);
        else Assert.Equal(training, evaluation);
        layer.Train();
        Assert.All(layer.NamedModules(), m => Assert.True(m.Module.Training));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_gradient_step_changes_every_trainable_parameter_and_no_frozen_one(string name)
    {
        var sample = s_samples[name];
        var layer = sample.Make();
        var parameters = layer.NamedParameters().Where(p => p.Parameter.Trainable).ToArray(); // running statistics follow rules of their own
        if (parameters.Length == 0) return;
        var before = parameters.Select(p => p.Parameter.ToArray<float>()).ToArray();
        Step(layer, sample);
        for (var i = 0; i < parameters.Length; i++) Assert.NotEqual(before[i], parameters[i].Parameter.ToArray<float>());

        foreach (var (_, parameter) in parameters.Skip(1)) parameter.Trainable = false;
        before = [.. parameters.Select(p => p.Parameter.ToArray<float>())];
        Step(layer, sample);
        Assert.NotEqual(before[0], parameters[0].Parameter.ToArray<float>());
        for (var i = 1; i < parameters.Length; i++) Assert.Equal(before[i], parameters[i].Parameter.ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_seed_draws_the_same_layer_again(string name)
    {
        var sample = s_samples[name];
        var (one, other) = (sample.Make(), sample.Make());
        one.Initialize(5);
        other.Initialize(5);
        Assert.Equal(Values(one), Values(other));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_equal_central_differences_in_double(string name)
    {
        var sample = s_samples[name];
        var layer = sample.Make();
        layer.Initialize(3);
        GradientAssert.Passes(new GradientCheck().Run(layer, sample.MakeInput()), name, mayHaveKinks: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_summary_counts_its_parameters_and_multiplications_and_leaves_its_mode(string name)
    {
        var sample = s_samples[name];
        var layer = sample.Make();
        var type = sample.Indices > 0 ? DType.Int32 : DType.Float32;
        var summary = layer.Summary(new Shape(sample.Input.ToArray().AsSpan(1)), type);
        Assert.Equal(layer.CountParameters(), summary.Trainable);
        Assert.Equal(sample.MultiplyAdds, summary.MultiplyAdds);
        if (!sample.JoinsBranches) Assert.Equal(sample.Output.With(0, 1), summary.Rows[^1].Output);
        Assert.True(layer.Training);
        Assert.Null(layer.NamedParameters().Select(p => p.Parameter.Grad).FirstOrDefault());
    }

    [Fact]
    public void Residual_explains_shapes_that_differ()
    {
        var model = new Sequential(new Residual(new Linear(5, 3)));
        var error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([2, 5])));
        Assert.Equal("Residual: the body's output [2, 3] and the shortcut's [2, 5] differ, for input [2, 5]. Give a projection that makes the shortcut [2, 3].\n  in model.0 (Residual)", error.Message);
    }

    [Fact]
    public void Flatten_emits_images_channel_first_as_PyTorch_does_and_leaves_vectors_alone()
    {
        var x = Tensor.From(Enumerable.Range(0, 24).ToArray(), [2, 2, 2, 3]);
        Assert.Equal([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11], new Flatten().Forward(x).ToArray<int>()[..12]);
        Assert.Equal([2, 12], new Flatten().Forward(x).Shape);
        var volume = Tensor.From(Enumerable.Range(0, 8).ToArray(), [1, 1, 2, 2, 2]);
        Assert.Equal([0, 2, 4, 6, 1, 3, 5, 7], new Flatten().Forward(volume).ToArray<int>());
        Assert.Equal([2, 12], new Flatten().Forward(x.Reshape(2, 4, 3)).Shape);
        Assert.Equal(x.ToArray<int>(), new Flatten().Forward(x.Reshape(2, 4, 3)).ToArray<int>());
    }

    private static float[] Bits(Module layer, LayerSample sample)
    {
        using var step = new Step(1, 0, 0);
        return layer.Forward(sample.MakeInput()).ToArray<float>();
    }

    private static void Step(Module layer, LayerSample sample)
    {
        var optimizer = new SGD(0.1);
        optimizer.Attach(layer);
        using var step = new Step(1, 0, 0);
        SumSin.Of(layer.Forward(sample.MakeInput())).Backward();
        optimizer.Update();
    }

    private static float[] Values(Module module) => [.. module.NamedParameters().SelectMany(p => p.Parameter.To(DType.Float32).ToArray<float>())];
}
