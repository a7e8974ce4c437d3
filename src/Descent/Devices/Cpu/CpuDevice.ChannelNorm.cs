using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void ChannelNorm<T>(in ChannelNormArgs<T> args)
    {
        var pattern = new ChannelPattern(args.Rows, args.Channels);
        var units = args.Samples * pattern.Chunks;
        if (units == 0)
        {
            if (args.OfInput) for (var i = 0; i < args.Samples * args.Groups; i++) args.Mean[i] = args.Variance[i] = 0;
            return;
        }

        var room = Step.Rent(checked(args.Samples * NumbersEach * pattern.Period * sizeof(T)));
        var job = new ChannelNormJob<T> { Args = args, Pattern = pattern, Numbers = (T*)room.Pointer };
        if (args.OfInput)
        {
            var parts = Step.Rent(checked(units * 2 * args.Channels * sizeof(double)));
            job.Parts = (double*)parts.Pointer;
            Run(ref job, Phase.Moments, units);
            Run(ref job, Phase.Statistics, args.Samples);
            Step.Release(parts);
            GC.KeepAlive(parts);
        }

        Run(ref job, Phase.Numbers, args.Samples);
        Run(ref job, Phase.Forward, units);
        Step.Release(room);
        GC.KeepAlive(room);
    }

    internal override void ChannelNormGradient<T>(in ChannelNormArgs<T> args)
    {
        var pattern = new ChannelPattern(args.Rows, args.Channels);
        var units = args.Samples * pattern.Chunks;
        int samples = args.Samples, channels = args.Channels;
        if (channels == 0) return;
        var room = Step.Rent(checked(samples * NumbersEach * pattern.Period * sizeof(T)));
        var sums = Step.Rent(checked(samples * 2 * channels * sizeof(double)));
        var job = new ChannelNormJob<T> { Args = args, Pattern = pattern, Numbers = (T*)room.Pointer, Sums = (double*)sums.Pointer };
        Run(ref job, Phase.Numbers, samples);
        job.ThroughStatistics = args.OfInput && args.Dx != null && args.Rows > 0;
        if (job.ThroughStatistics || args.DWeight != null || args.DBias != null)
        {
            var parts = Step.Rent(checked(units * 2 * channels * sizeof(double)));
            job.Parts = (double*)parts.Pointer;
            Run(ref job, Phase.GradientSums, units);
            Run(ref job, Phase.GradientNumbers, samples);
            Step.Release(parts);
            GC.KeepAlive(parts);
            job.WeightGradients();
        }

        if (args.Dx != null || args.DResidual != null) Run(ref job, Phase.Gradient, units);
        Step.Release(sums);
        Step.Release(room);
        GC.KeepAlive(sums);
        GC.KeepAlive(room);
    }

    /// <summary>Centre, scale, shift, slope and offset.</summary>
    private const int NumbersEach = 5;

    private static void Run<T>(ref ChannelNormJob<T> job, Phase phase, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        job.Phase = phase;
        WorkerTeam.Run(ref job, count);
    }

    /// <summary>What is done for each chunk of rows (sums, and elements), or for each sample (what follows from its sums).</summary>
    private enum Phase : byte
    {
        Moments,
        Statistics,
        Numbers,
        Forward,
        GradientSums,
        GradientNumbers,
        Gradient,
    }

    private struct ChannelNormJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public ChannelNormArgs<T> Args;
        public ChannelPattern Pattern;
        public T* Numbers;     // [samples, 5, period]
        public double* Parts;  // [samples, chunks, 2, channels]
        public double* Sums;   // [samples, 2, channels]
        public Phase Phase;
        public bool ThroughStatistics;

        public readonly void Run(int index)
        {
            switch (Phase)
            {
                case Phase.Moments:
                    ChannelMoments.Chunk(Args.X + At(index), RowsOf(index), Args.Channels, Pattern.Side, PartOf(index));
                    break;
                case Phase.Statistics:
                    ChannelMoments.Combine(PartOf(index * Pattern.Chunks), Pattern, Args.Groups, Args.Mean + (nint)index * Args.Groups, Args.Variance + (nint)index * Args.Groups);
                    break;
                case Phase.Numbers: SetNumbers(index); break;
                case Phase.Forward: Forward(index); break;
                case Phase.GradientNumbers: SetGradientNumbers(index); break;
                default: Backward(index); break;
            }
        }

        /// <summary>dw (+)= Σ over samples of Σ dz·x̂, db (+)= that of Σ dz.</summary>
        public readonly void WeightGradients()
        {
            int channels = Args.Channels, each = channels / Math.Max(Args.Groups, 1);
            for (var c = 0; c < channels; c++)
            {
                double weight = 0, bias = 0;
                for (var n = 0; n < Args.Samples; n++)
                {
                    var sums = Sums + (nint)n * 2 * channels;
                    bias += sums[c];
                    weight += sums[channels + c] / Math.Sqrt(Args.Variance[(nint)n * Args.Groups + c / each] + Args.Epsilon);
                }

                // In the order the op asked for them: the two may be one tensor, and then the second adds.
                if (Args.DWeight != null) Args.DWeight[c] = T.CreateTruncating(weight + (Args.AddWeight ? WideSum.AsDouble(Args.DWeight[c]) : 0));
                if (Args.DBias != null) Args.DBias[c] = T.CreateTruncating(bias + (Args.AddBias ? WideSum.AsDouble(Args.DBias[c]) : 0));
            }
        }

        private readonly nint At(int unit) => ((nint)(unit / Pattern.Chunks) * Args.Rows + unit % Pattern.Chunks * Pattern.RowsEach) * Args.Channels;

        private readonly int RowsOf(int unit) => Pattern.RowsOf(unit % Pattern.Chunks);

        private readonly double* PartOf(int unit) => Parts + (nint)unit * 2 * Args.Channels;

        private readonly ChannelNumbers<T> NumbersOf(int sample, bool ofGradient)
        {
            var first = Numbers + (nint)sample * NumbersEach * Pattern.Period;
            var p = Pattern.Period;
            return new() { Centre = first, Scale = first + p, Shift = first + 2 * p, Slope = ofGradient ? first + 3 * p : null, Offset = ofGradient ? first + 4 * p : null };
        }

        /// <summary>Centre, scale and shift of a sample's channels.</summary>
        private readonly void SetNumbers(int sample)
        {
            var numbers = NumbersOf(sample, ofGradient: false);
            int channels = Args.Channels, each = channels / Args.Groups;
            for (var g = 0; g < Args.Groups; g++)
            {
                var mean = Args.Mean[(nint)sample * Args.Groups + g];
                var deviation = Math.Sqrt(Args.Variance[(nint)sample * Args.Groups + g] + Args.Epsilon);
                var centre = T.CreateTruncating(mean);
                for (var c = g * each; c < (g + 1) * each; c++)
                {
                    var scale = T.CreateTruncating((Args.Weight == null ? 1 : WideSum.AsDouble(Args.Weight[c])) / deviation);
                    numbers.Centre[c] = centre;
                    numbers.Scale[c] = scale;
                    numbers.Shift[c] = T.CreateTruncating((Args.Bias == null ? 0 : WideSum.AsDouble(Args.Bias[c])) + (WideSum.AsDouble(centre) - mean) * WideSum.AsDouble(scale));
                }
            }

            Repeat(numbers.Centre);
            Repeat(numbers.Scale);
            Repeat(numbers.Shift);
        }

        /// <summary>
        /// The sample's sums from its chunks'; then, for m numbers of a group and d its deviation, dx = dz·w/d − (Σ w·dz + (x − mean)·Σ w·dz·(x − mean)/d²)/(m·d),
        /// written as dz·scale + (x − centre)·slope + offset.
        /// </summary>
        private readonly void SetGradientNumbers(int sample)
        {
            var numbers = NumbersOf(sample, ofGradient: true);
            int channels = Args.Channels, each = channels / Args.Groups;
            double* sum = Sums + (nint)sample * 2 * channels, products = sum + channels;
            ChannelMoments.Add(PartOf(sample * Pattern.Chunks), Pattern, sum);
            for (var g = 0; g < Args.Groups; g++)
            {
                var mean = Args.Mean[(nint)sample * Args.Groups + g];
                var centre = WideSum.AsDouble(numbers.Centre[g * each]);
                double s = 0, p = 0;
                for (var c = g * each; c < (g + 1) * each; c++)
                {
                    products[c] += (centre - mean) * sum[c]; // the kernel took x − centre
                    var weight = Args.Weight == null ? 1 : WideSum.AsDouble(Args.Weight[c]);
                    s += weight * sum[c];
                    p += weight * products[c];
                }

                if (!ThroughStatistics) continue;
                var variance = Args.Variance[(nint)sample * Args.Groups + g] + Args.Epsilon;
                var factor = 1 / ((double)Args.Rows * each * Math.Sqrt(variance));
                var slope = -factor * p / variance;
                var offset = slope * (centre - mean) - factor * s;
                for (var c = g * each; c < (g + 1) * each; c++)
                {
                    numbers.Slope[c] = T.CreateTruncating(slope);
                    numbers.Offset[c] = T.CreateTruncating(offset);
                }
            }

            if (!ThroughStatistics) return;
            Repeat(numbers.Slope);
            Repeat(numbers.Offset);
        }

        private readonly void Repeat(T* numbers)
        {
            for (var i = Args.Channels; i < Pattern.Period; i++) numbers[i] = numbers[i - Args.Channels];
        }

        private readonly void Forward(int unit)
        {
            switch (Args.Activation)
            {
                case Activation.ReLU: Forward(default(ReluOp.Fn), unit); break;
                case Activation.Sigmoid: Forward(default(SigmoidOp.Fn), unit); break;
                case Activation.Tanh: Forward(default(TanhOp.Fn), unit); break;
                case Activation.ReLU6: Forward(default(Relu6Op.Fn), unit); break;
                default: Forward(default(Identity), unit); break;
            }
        }

        private readonly void Forward<TFn>(TFn f, int unit)
            where TFn : struct, IUnaryFn
        {
            var at = At(unit);
            var residual = Args.Residual == null ? null : Args.Residual + at;
            ChannelMap.Forward(f, Args.X + at, residual, Args.Y + at, (long)RowsOf(unit) * Args.Channels, Pattern.Period, NumbersOf(unit / Pattern.Chunks, ofGradient: false));
        }

        private readonly void Backward(int unit)
        {
            switch (Args.Activation)
            {
                case Activation.None: Backward<NoSlope>(unit); break;
                case Activation.ReLU when Args.Residual == null: Backward<ReluSlope>(unit); break;
                case Activation.ReLU: Backward<OutputSlope<ReluOp.Fn>>(unit); break;
                case Activation.ReLU6: Backward<OutputSlope<Relu6Op.Fn>>(unit); break;
                case Activation.Sigmoid: Backward<OutputSlope<SigmoidOp.Fn>>(unit); break;
                default: Backward<OutputSlope<TanhOp.Fn>>(unit); break;
            }
        }

        private readonly void Backward<TSlope>(int unit)
            where TSlope : struct, IChannelSlope
        {
            var at = At(unit);
            var numbers = NumbersOf(unit / Pattern.Chunks, ofGradient: ThroughStatistics);
            if (Phase == Phase.GradientSums)
            {
                ChannelMoments.GradientChunk<TSlope, T>(Args.X + at, Args.Y + at, Args.Dy + at, RowsOf(unit), Args.Channels, Pattern.Side, numbers, PartOf(unit));
                return;
            }

            var gradient = new ChannelGradient<T>
            {
                X = Args.X,
                Y = Args.Y,
                Dy = Args.Dy,
                Dx = Args.Dx,
                Dr = Args.DResidual,
                C = numbers,
                AddX = Args.AddX,
                AddResidual = Args.AddResidual,
            };
            ChannelMap.Gradient<TSlope, T>(gradient, at, (long)RowsOf(unit) * Args.Channels, Pattern.Period);
        }
    }
}
