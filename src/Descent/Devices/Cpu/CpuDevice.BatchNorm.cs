using System.Numerics;
using System.Runtime.CompilerServices;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void BatchNorm<T>(in BatchNormArgs<T> args)
    {
        var pattern = new ChannelPattern(args.Rows, args.Channels);
        if (pattern.Chunks == 0) return;
        if (args.OfBatch) Moments(args, pattern);
        var room = Step.Rent(checked(3 * pattern.Period * sizeof(T)));
        var job = new BatchNormJob<T> { Args = args, Pattern = pattern, Numbers = Numbers(args, pattern, (T*)room.Pointer) };
        WorkerTeam.Run(ref job, pattern.Chunks);
        Step.Release(room);
        GC.KeepAlive(room);
    }

    internal override void BatchNormGradient<T>(in BatchNormArgs<T> args)
    {
        var pattern = new ChannelPattern(args.Rows, args.Channels);
        var channels = args.Channels;
        var room = Step.Rent(checked(5 * pattern.Period * sizeof(T)));
        var sums = Step.Rent(checked(2 * channels * sizeof(double)));
        double* sum = (double*)sums.Pointer, products = sum + channels;
        var numbers = Numbers(args, pattern, (T*)room.Pointer);
        var throughStatistics = args.OfBatch && args.Dx != null;
        if (throughStatistics || args.DWeight != null || args.DBias != null) Sums(args, pattern, numbers, sum, products);
        for (var c = 0; c < channels; c++)
        {
            var deviation = 1 / Math.Sqrt(args.Variance[c] + args.Epsilon);
            // In the order the op asked for them: the two may be one tensor, and then the second adds.
            if (args.DWeight != null) args.DWeight[c] = T.CreateTruncating(products[c] * deviation + (args.AddWeight ? WideSum.AsDouble(args.DWeight[c]) : 0));
            if (args.DBias != null) args.DBias[c] = T.CreateTruncating(sum[c] + (args.AddBias ? WideSum.AsDouble(args.DBias[c]) : 0));
        }

        if (throughStatistics && args.Rows > 0) Offsets(args, pattern, ref numbers, sum, products);
        if (args.Dx != null || args.DResidual != null)
        {
            var job = new BatchNormGradientJob<T> { Args = args, Pattern = pattern, Numbers = numbers };
            WorkerTeam.Run(ref job, pattern.Chunks);
        }

        Step.Release(sums);
        Step.Release(room);
        GC.KeepAlive(sums);
        GC.KeepAlive(room);
    }

    /// <summary>
    /// Mean and biased variance of each channel. A chunk's numbers are summed as differences from the mean of its first sixteenth, and chunks
    /// are combined in double through their means (Chan, Golub and LeVeque, 1983).
    /// </summary>
    private static void Moments<T>(in BatchNormArgs<T> args, in ChannelPattern pattern)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var channels = args.Channels;
        var parts = Step.Rent(checked(2 * pattern.Chunks * channels * sizeof(double)));
        var job = new MomentsJob<T> { X = args.X, Parts = (double*)parts.Pointer, Pattern = pattern };
        WorkerTeam.Run(ref job, pattern.Chunks);

        // Counted from the first chunk's mean: a constant channel has exactly its constant as mean and 0 as variance.
        double* mean = args.Mean, variance = args.Variance, first = (double*)parts.Pointer;
        for (var c = 0; c < channels; c++) mean[c] = variance[c] = 0;
        for (var k = 1; k < pattern.Chunks; k++)
        {
            var part = first + (nint)k * 2 * channels;
            var share = pattern.RowsOf(k) / (double)args.Rows;
            for (var c = 0; c < channels; c++) mean[c] += share * (part[c] - first[c]);
        }

        for (var c = 0; c < channels; c++) mean[c] += first[c];
        for (var k = 0; k < pattern.Chunks; k++)
        {
            var part = first + (nint)k * 2 * channels;
            double rows = pattern.RowsOf(k);
            for (var c = 0; c < channels; c++)
            {
                var d = part[c] - mean[c];
                variance[c] += part[channels + c] + rows * d * d;
            }
        }

        for (var c = 0; c < channels; c++) variance[c] /= args.Rows;
        Step.Release(parts);
        GC.KeepAlive(parts);
    }

    /// <summary>Σ dz and Σ dz·(x − mean) of each channel.</summary>
    private static void Sums<T>(in BatchNormArgs<T> args, in ChannelPattern pattern, in ChannelNumbers<T> numbers, double* sum, double* products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var channels = args.Channels;
        var parts = Step.Rent(checked(2 * pattern.Chunks * channels * sizeof(double)));
        var job = new BatchNormSumsJob<T> { Args = args, Pattern = pattern, Numbers = numbers, Parts = (double*)parts.Pointer };
        WorkerTeam.Run(ref job, pattern.Chunks);
        for (var c = 0; c < channels; c++) sum[c] = products[c] = 0;
        for (var k = 0; k < pattern.Chunks; k++)
        {
            var part = (double*)parts.Pointer + (nint)k * 2 * channels;
            for (var c = 0; c < channels; c++)
            {
                sum[c] += part[c];
                products[c] += part[channels + c];
            }
        }

        // The kernel took x − centre.
        for (var c = 0; c < channels; c++) products[c] += (WideSum.AsDouble(numbers.Centre[c]) - args.Mean[c]) * sum[c];
        Step.Release(parts);
        GC.KeepAlive(parts);
    }

    /// <summary>Centre, scale and shift of each channel.</summary>
    private static ChannelNumbers<T> Numbers<T>(in BatchNormArgs<T> args, in ChannelPattern pattern, T* room)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numbers = new ChannelNumbers<T> { Centre = room, Scale = room + pattern.Period, Shift = room + 2 * pattern.Period };
        for (var c = 0; c < args.Channels; c++)
        {
            var centre = T.CreateTruncating(args.Mean[c]);
            var scale = T.CreateTruncating((args.Weight == null ? 1 : WideSum.AsDouble(args.Weight[c])) / Math.Sqrt(args.Variance[c] + args.Epsilon));
            var shift = (args.Bias == null ? 0 : WideSum.AsDouble(args.Bias[c])) + (WideSum.AsDouble(centre) - args.Mean[c]) * WideSum.AsDouble(scale);
            (numbers.Centre[c], numbers.Scale[c], numbers.Shift[c]) = (centre, scale, T.CreateTruncating(shift));
        }

        for (var i = args.Channels; i < pattern.Period; i++)
            (room[i], room[pattern.Period + i], room[2 * pattern.Period + i]) =
                (numbers.Centre[i - args.Channels], numbers.Scale[i - args.Channels], numbers.Shift[i - args.Channels]);
        return numbers;
    }

    /// <summary>
    /// dx = scale·(dz − Σdz/n − (x − mean)·Σ(dz·(x − mean))/(n·(variance + ε))), written as dz·scale + (x − centre)·slope + offset.
    /// </summary>
    private static void Offsets<T>(in BatchNormArgs<T> args, in ChannelPattern pattern, ref ChannelNumbers<T> numbers, double* sum, double* products)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        numbers.Slope = numbers.Centre + 3 * pattern.Period;
        numbers.Offset = numbers.Centre + 4 * pattern.Period;
        double n = args.Rows;
        for (var c = 0; c < args.Channels; c++)
        {
            var scale = WideSum.AsDouble(numbers.Scale[c]);
            var slope = -scale * products[c] / (n * (args.Variance[c] + args.Epsilon));
            numbers.Slope[c] = T.CreateTruncating(slope);
            numbers.Offset[c] = T.CreateTruncating(slope * (WideSum.AsDouble(numbers.Centre[c]) - args.Mean[c]) - scale * sum[c] / n);
        }

        for (var i = args.Channels; i < pattern.Period; i++)
            (numbers.Slope[i], numbers.Offset[i]) = (numbers.Slope[i - args.Channels], numbers.Offset[i - args.Channels]);
    }

    private struct MomentsJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X;
        public double* Parts;
        public ChannelPattern Pattern;

        public readonly void Run(int index) => ChannelMoments.Chunk(
            X + (nint)index * Pattern.RowsEach * Pattern.Channels, Pattern.RowsOf(index), Pattern.Channels, Pattern.Side, Parts + (nint)index * 2 * Pattern.Channels);
    }

    private struct BatchNormJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public BatchNormArgs<T> Args;
        public ChannelPattern Pattern;
        public ChannelNumbers<T> Numbers;

        public readonly void Run(int index)
        {
            switch (Args.Activation)
            {
                case Activation.ReLU: Run(default(ReluOp.Fn), index); break;
                case Activation.Sigmoid: Run(default(SigmoidOp.Fn), index); break;
                case Activation.Tanh: Run(default(TanhOp.Fn), index); break;
                default: Run(default(Identity), index); break;
            }
        }

        private readonly void Run<TFn>(TFn f, int index)
            where TFn : struct, IUnaryFn
        {
            var at = (nint)index * Pattern.RowsEach * Pattern.Channels;
            ChannelMap.Forward(f, Args.X + at, Args.Residual == null ? null : Args.Residual + at, Args.Y + at, (long)Pattern.RowsOf(index) * Pattern.Channels, Pattern.Period, Numbers);
        }
    }

    private struct BatchNormSumsJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public BatchNormArgs<T> Args;
        public ChannelPattern Pattern;
        public ChannelNumbers<T> Numbers;
        public double* Parts;

        public readonly void Run(int index)
        {
            switch (Args.Activation)
            {
                case Activation.None: Run<NoSlope>(index); break;
                case Activation.ReLU when Args.Residual == null: Run<ReluSlope>(index); break;
                case Activation.ReLU: Run<OutputSlope<ReluOp.Fn>>(index); break;
                case Activation.Sigmoid: Run<OutputSlope<SigmoidOp.Fn>>(index); break;
                default: Run<OutputSlope<TanhOp.Fn>>(index); break;
            }
        }

        private readonly void Run<TSlope>(int index)
            where TSlope : struct, IChannelSlope
        {
            var at = (nint)index * Pattern.RowsEach * Pattern.Channels;
            ChannelMoments.GradientChunk<TSlope, T>(
                Args.X + at, Args.Y + at, Args.Dy + at, Pattern.RowsOf(index), Pattern.Channels, Pattern.Side, Numbers, Parts + (nint)index * 2 * Pattern.Channels);
        }
    }

    private struct BatchNormGradientJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public BatchNormArgs<T> Args;
        public ChannelPattern Pattern;
        public ChannelNumbers<T> Numbers;

        public readonly void Run(int index)
        {
            switch (Args.Activation)
            {
                case Activation.None: Run<NoSlope>(index); break;
                case Activation.ReLU when Args.Residual == null: Run<ReluSlope>(index); break;
                case Activation.ReLU: Run<OutputSlope<ReluOp.Fn>>(index); break;
                case Activation.Sigmoid: Run<OutputSlope<SigmoidOp.Fn>>(index); break;
                default: Run<OutputSlope<TanhOp.Fn>>(index); break;
            }
        }

        private readonly void Run<TSlope>(int index)
            where TSlope : struct, IChannelSlope
        {
            var gradient = new ChannelGradient<T>
            {
                X = Args.X,
                Y = Args.Y,
                Dy = Args.Dy,
                Dx = Args.Dx,
                Dr = Args.DResidual,
                C = Numbers,
                AddX = Args.AddX,
                AddResidual = Args.AddResidual,
            };
            ChannelMap.Gradient<TSlope, T>(gradient, (long)index * Pattern.RowsEach * Pattern.Channels, (long)Pattern.RowsOf(index) * Pattern.Channels, Pattern.Period);
        }
    }
}
