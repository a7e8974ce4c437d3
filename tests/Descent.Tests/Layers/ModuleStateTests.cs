using Descent.Tests.Support;
using Xunit;

namespace Descent.Tests.Layers;

public sealed class ModuleStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-state-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Target => Path.Combine(_folder, "weights.safetensors");

    [Fact]
    public void A_file_from_PyTorch_gives_PyTorchs_output()
    {
        var golden = Golden.File("safetensors.json");
        File.WriteAllBytes(Target, Convert.FromBase64String(golden.GetProperty("file").GetString()!));
        var model = new Sequential(new Linear(3, 4), new ReLU(), new Sequential(new Linear(4, 2)));
        Assert.True(model.Load(Target).IsComplete);
        var x = Tensor.From(golden.GetProperty("input").EnumerateArray().Select(v => v.GetSingle()).ToArray(), [5, 3]);
        Golden.AssertClose([.. golden.GetProperty("output").EnumerateArray().Select(v => v.GetDouble())], model.Forward(x), 1e-6, "PyTorch's network");
    }

    [Fact]
    public void A_saved_network_comes_back_to_the_bit_and_saves_the_same_bytes()
    {
        var model = Network();
        model.Save(Target);
        var bytes = File.ReadAllBytes(Target);
        var other = Network();
        other.Load(Target);
        foreach (var ((name, a), (_, b)) in model.NamedParameters().Zip(other.NamedParameters()))
            Assert.True(a.Span<float>().SequenceEqual(b.Span<float>()), name);
        other.Save(Target);
        Assert.Equal(bytes, File.ReadAllBytes(Target));
    }

    [Fact]
    public void The_state_dictionary_is_a_copy_under_PyTorchs_names()
    {
        var model = Network();
        var state = model.StateDict();
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], state.Keys.Order(StringComparer.Ordinal));
        var before = state["0.weight"].ToArray<float>();
        ((Linear)model[0]).Weight.Span<float>().Fill(9);
        Assert.Equal(before, state["0.weight"].ToArray<float>());
        model.LoadStateDict(state);
        Assert.Equal(before, ((Linear)model[0]).Weight.ToArray<float>());
    }

    [Fact]
    public void Strict_loading_lists_every_difference_and_changes_nothing()
    {
        new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 5), new Linear(5, 1)).Save(Target);
        var model = Network();
        var before = model.StateDict();
        var error = Assert.Throws<DataFormatException>(() => model.Load(Target));
        Assert.Equal(
            $"""
            {Target}: it does not fit the network.
              unexpected: 3.bias
              unexpected: 3.weight
              does not fit: 2.weight: the network has [2, 3] Float32, the state [5, 3] Float32
              does not fit: 2.bias: the network has [2] Float32, the state [5] Float32
            """, error.Message);
        foreach (var (name, parameter) in model.NamedParameters()) Assert.Equal(before[name].ToArray<float>(), parameter.ToArray<float>());
    }

    [Fact]
    public void Lenient_loading_copies_what_fits_and_reports_the_rest()
    {
        var other = new Sequential(new Linear(4, 3));
        other.Save(Target);
        var model = Network();
        var report = model.Load(Target, strict: false);
        Assert.Equal(["2.weight", "2.bias"], report.Missing);
        Assert.Empty(report.Unexpected);
        Assert.Empty(report.Mismatched);
        Assert.Equal(((Linear)other[0]).Weight.ToArray<float>(), ((Linear)model[0]).Weight.ToArray<float>());
        Assert.Equal("LoadStateDict: the state does not fit the module.\n  missing: 2.weight\n  missing: 2.bias",
            Assert.Throws<ArgumentException>(() => model.LoadStateDict(other.StateDict())).Message);
    }

    [Fact]
    public void Floats_and_doubles_are_converted_and_integers_are_not()
    {
        var model = Network();
        model.Save(Target);
        var wide = Network();
        wide.To(DType.Float64);
        wide.Load(Target);
        Assert.Equal(((Linear)model[0]).Weight.ToArray<float>().Select(v => (double)v), ((Linear)wide[0]).Weight.ToArray<double>());
        wide.Save(Target);
        var back = Network();
        back.Load(Target);
        Assert.Equal(((Linear)model[0]).Weight.ToArray<float>(), ((Linear)back[0]).Weight.ToArray<float>());

        var state = new Dictionary<string, Tensor>(model.StateDict()) { ["2.bias"] = Tensor.Zeros([2], DType.Int32) };
        Assert.Equal(["2.bias: the network has [2] Float32, the state [2] Int32"], model.LoadStateDict(state, strict: false).Mismatched);
    }

    [Fact]
    public void A_tied_layer_is_saved_once_and_loaded_under_any_of_its_names()
    {
        var shared = new Linear(3, 3);
        var model = new Sequential(shared, new ReLU(), shared);
        var state = model.StateDict();
        Assert.Equal(["0.bias", "0.weight"], state.Keys.Order(StringComparer.Ordinal));

        var both = new Dictionary<string, Tensor>(state) { ["2.weight"] = state["0.weight"], ["2.bias"] = state["0.bias"] };
        Assert.True(model.LoadStateDict(both).IsComplete);
        var second = new Dictionary<string, Tensor> { ["2.weight"] = Tensor.Full([3, 3], 5), ["2.bias"] = state["0.bias"] };
        Assert.True(model.LoadStateDict(second).IsComplete);
        Assert.Equal(5, shared.Weight.Span<float>()[4]);
    }

    private static Sequential Network() => new(new Linear(4, 3), new ReLU(), new Linear(3, 2));
}
