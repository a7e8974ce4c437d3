using System.Numerics.Tensors;
using Xunit;
using Numerics = System.Numerics.Tensors;

namespace Descent.Tests.Core;

public class TensorInteropTests
{
    private static readonly float[] s_values = [.. Enumerable.Range(0, 24).Select(i => i * 0.5f)];

    [Fact]
    public void A_round_trip_through_a_numerics_tensor_keeps_shape_and_elements()
    {
        var there = Tensor.From(s_values, [2, 3, 4]).ToNumericsTensor<float>();
        Assert.Equal([2, 3, 4], there.Lengths.ToArray());
        Assert.Equal(s_values[23], there[1, 2, 3]);
        var back = Tensor.From(there);
        Assert.Equal([2, 3, 4], back.Shape);
        Assert.Equal(s_values, back.ToArray<float>());
    }

    [Fact]
    public void A_strided_numerics_tensor_arrives_in_order()
    {
        var transposed = Numerics.Tensor.PermuteDimensions(Numerics.Tensor.Create(s_values, [4, 6]), [1, 0]);
        var tensor = Tensor.From(transposed);
        Assert.Equal([6, 4], tensor.Shape);
        Assert.Equal(Tensor.From(s_values, [4, 6]).Transpose().ToArray<float>(), tensor.ToArray<float>());
        var part = transposed.AsReadOnlyTensorSpan().Slice([1..3, 2..4]);
        Assert.Equal([2, 2], Tensor.From(part).Shape);
        Assert.Equal([s_values[13], s_values[19], s_values[14], s_values[20]], Tensor.From(part).ToArray<float>());
    }

    [Fact]
    public void A_tensor_span_shares_the_memory()
    {
        var tensor = Tensor.Zeros([2, 3]);
        var span = tensor.AsTensorSpan<float>();
        span[1, 2] = 7;
        Assert.Equal([0, 0, 0, 0, 0, 7], tensor.ToArray<float>());
    }

    [Fact]
    public void Scalars_and_empty_tensors_convert()
    {
        Assert.Equal(5, Tensor.Scalar(5).ToNumericsTensor<int>()[0]);
        Assert.Equal([0, 3], Tensor.From(Tensor.Zeros([0, 3]).ToNumericsTensor<float>()).Shape);
    }

    [Fact]
    public void A_matrix_becomes_a_rectangular_array_and_back()
    {
        var values = new double[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        Assert.Equal(values, Tensor.From(values).ToArray2D<double>());
        Assert.Equal(new float[0, 4], Tensor.Zeros([0, 4]).ToArray2D<float>());
        Assert.Equal("ToArray2D: [2, 3, 4] has 3 axes; a matrix has 2. Give it two with Reshape.",
            Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2, 3, 4]).ToArray2D<float>()).Message);
    }

    [Fact]
    public void Another_element_type_is_explained()
    {
        Assert.Equal("Span<Double>: the tensor [2] holds Float32; ask for that type, or convert it with To(DType.Float64).",
            Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2]).ToNumericsTensor<double>()).Message);
    }
}
