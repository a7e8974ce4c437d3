using System.Text.Json.Nodes;
using Descent.Kernels;

namespace Descent.Benchmarks;

/// <summary>Which pass of a convolution.</summary>
internal enum ConvPass
{
    Forward,
    InputGradient,
    FilterGradient,
}

/// <summary>
/// One pass of one convolution without bias, the kernel alone, at a layer of the benchmark's networks. The limit counts the direct
/// algorithm's operations, so that Winograd may exceed it.
/// </summary>
internal sealed unsafe class ConvWorkload(string name, ConvPass pass, int batch, int size, int inputs, int outputs, int kernel, int stride, int padding) : Workload
{
    private readonly int _outSize = (size + 2 * padding - kernel) / stride + 1;
    private Tensor _x = null!, _w = null!, _y = null!;

    public override string Name => name;

    public override IReadOnlyList<Cost> Costs => [new(pass.ToString(), 2.0 * Shape.MultiplyAdds, WorkingSet, Traffic.Triad)];

    public override double WorkingSet => sizeof(float) * ((double)Shape.Pixels * inputs + (double)kernel * kernel * inputs * outputs + (double)Shape.OutPixels * outputs);

    public override JsonObject PeerSpec => new()
    {
        ["kind"] = "conv",
        ["pass"] = (int)pass,
        ["batch"] = batch,
        ["size"] = size,
        ["out_size"] = _outSize,
        ["inputs"] = inputs,
        ["outputs"] = outputs,
        ["kernel"] = kernel,
        ["stride"] = stride,
        ["padding"] = padding,
    };

    // In the order the pass reads them; the images channels-last, the weight (kernel, kernel, in, out).
    public override IEnumerable<float[]> Inputs => pass switch
    {
        ConvPass.Forward => [_x.ToArray<float>(), _w.ToArray<float>()],
        ConvPass.InputGradient => [_y.ToArray<float>(), _w.ToArray<float>()],
        _ => [_x.ToArray<float>(), _y.ToArray<float>()],
    };

    private ConvShape Shape => new(batch, size, size, inputs, _outSize, _outSize, outputs, kernel, kernel, stride, stride, padding, padding, 1, 1, 1);

    public override void Prepare()
    {
        _x = Numbers.Spread([batch, size, size, inputs], stream: 1);
        _w = Numbers.Spread([kernel, kernel, inputs, outputs], stream: 2);
        _y = Numbers.Spread([batch, _outSize, _outSize, outputs], stream: 3);
    }

    public override void Run(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            if (pass == ConvPass.Forward) Conv.Forward(Shape, _x.Data<float>(), _w.Data<float>(), null, _y.Data<float>());
            else if (pass == ConvPass.InputGradient) Conv.InputGradient(Shape, _y.Data<float>(), _w.Data<float>(), _x.Data<float>(), add: false);
            else Conv.FilterGradient(Shape, _x.Data<float>(), _y.Data<float>(), _w.Data<float>(), add: false);
        }

        GC.KeepAlive(this);
    }

    public override CheckResult Check()
    {
        Run(1);
        var result = (pass switch { ConvPass.Forward => _y, ConvPass.InputGradient => _x, _ => _w }).ToArray<float>();
        Prepare();
        return new CheckResult(Numbers.Norm(result), [result], null);
    }

    /// <summary>The different convolutions of cnn, resnet20 and resnet18.</summary>
    public static IEnumerable<Workload> Layers()
    {
        (string Name, int Batch, int Size, int In, int Out, int Kernel, int Stride, int Padding)[] layers =
        [
            ("cnn1", 128, 28, 1, 32, 3, 1, 1),
            ("cnn2", 128, 14, 32, 64, 3, 1, 1),
            ("r20-first", 128, 32, 3, 16, 3, 1, 1),
            ("r20-16", 128, 32, 16, 16, 3, 1, 1),
            ("r20-16s", 128, 32, 16, 32, 3, 2, 1),
            ("r20-32", 128, 16, 32, 32, 3, 1, 1),
            ("r20-32s", 128, 16, 32, 64, 3, 2, 1),
            ("r20-64", 128, 8, 64, 64, 3, 1, 1),
            ("r20-shortcut", 128, 32, 16, 32, 1, 2, 0),
            ("r18-first", 16, 128, 3, 64, 7, 2, 3),
            ("r18-64", 16, 32, 64, 64, 3, 1, 1),
            ("r18-64s", 16, 32, 64, 128, 3, 2, 1),
            ("r18-128", 16, 16, 128, 128, 3, 1, 1),
            ("r18-128s", 16, 16, 128, 256, 3, 2, 1),
            ("r18-256", 16, 8, 256, 256, 3, 1, 1),
            ("r18-256s", 16, 8, 256, 512, 3, 2, 1),
            ("r18-512", 16, 4, 512, 512, 3, 1, 1),
            ("r18-shortcut", 16, 16, 128, 256, 1, 2, 0),
        ];
        foreach (var l in layers)
        {
            yield return new ConvWorkload($"conv-{l.Name}-y", ConvPass.Forward, l.Batch, l.Size, l.In, l.Out, l.Kernel, l.Stride, l.Padding);
            if (!l.Name.EndsWith("first", StringComparison.Ordinal) && l.Name != "cnn1")
                yield return new ConvWorkload($"conv-{l.Name}-dx", ConvPass.InputGradient, l.Batch, l.Size, l.In, l.Out, l.Kernel, l.Stride, l.Padding);
            yield return new ConvWorkload($"conv-{l.Name}-dw", ConvPass.FilterGradient, l.Batch, l.Size, l.In, l.Out, l.Kernel, l.Stride, l.Padding);
        }
    }
}
