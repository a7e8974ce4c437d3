using System.Text.Json.Nodes;
using Descent.Kernels;

namespace Descent.Benchmarks;

/// <summary>
/// Max pooling of images, channels last, the kernel alone as training calls it: forward with the places, a byte a number, or the gradient from
/// them. The input or its gradient, the output or its gradient, and the places pass once.
/// </summary>
/// <param name="name">The row's name.</param>
/// <param name="images">Images [n, height, width, channels].</param>
/// <param name="window">Kernel, stride and padding.</param>
/// <param name="backward">Whether to measure the gradient.</param>
internal sealed unsafe class MaxPoolWorkload(string name, (int N, int Size, int C) images, (int Kernel, int Stride, int Padding) window, bool backward) : Workload
{
    private readonly WindowGrid _grid = new(images.N, images.C, Axis(images.Size, window), Axis(images.Size, window));
    private Tensor _x = null!, _y = null!, _places = null!, _dy = null!, _dx = null!;

    public override string Name => name;

    public override int Samples => images.N;

    // A comparison for each number of a window; the gradient adds as often.
    public override IReadOnlyList<Cost> Costs => [new("max_pool", (double)_grid.Area * Results, WorkingSet, Traffic.Copy)];

    public override double WorkingSet => sizeof(float) * ((double)_grid.Pixels * images.C + Results) + Results;

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "max_pool",
        ["shape"] = new JsonArray(images.N, images.Size, images.Size, images.C),
        ["kernel"] = window.Kernel,
        ["stride"] = window.Stride,
        ["padding"] = window.Padding,
        ["backward"] = backward,
    };

    public override IEnumerable<float[]> Inputs => backward ? [_x.ToArray<float>(), _dy.ToArray<float>()] : [_x.ToArray<float>()];

    private double Results => (double)_grid.Windows * images.C;

    public override void Prepare()
    {
        Shape output = [images.N, _grid.Rows.Output, _grid.Columns.Output, images.C];
        _x = Numbers.Spread([images.N, images.Size, images.Size, images.C], stream: 1);
        _y = Tensor.Zeros(output);
        _places = Tensor.Zeros(output, DType.UInt8);
        if (!backward) return;
        _dy = Numbers.Spread(output, stream: 2);
        _dx = Tensor.Zeros(_x.Shape);
        Device.Cpu.MaxPool(_x.Data<float>(), _y.Data<float>(), _places.Data<byte>(), _grid);
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            if (backward) Device.Cpu.MaxPoolGradient(null, _dy.Data<float>(), _places.Data<byte>(), _dx.Data<float>(), _grid, add: false);
            else Device.Cpu.MaxPool(_x.Data<float>(), _y.Data<float>(), _places.Data<byte>(), _grid);
        }

        GC.KeepAlive(this);
    }

    public override CheckResult Check()
    {
        Run(1);
        var result = (backward ? _dx : _y).ToArray<float>();
        return new CheckResult(Numbers.Norm(result), [result], null);
    }

    private static WindowAxis Axis(int size, (int Kernel, int Stride, int Padding) window) =>
        new(size, window.Kernel, window.Stride, window.Padding, 1, (size + 2 * window.Padding - window.Kernel) / window.Stride + 1);
}
