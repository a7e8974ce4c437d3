using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void DropoutScales<T>(T* scales, int samples, int groups, double keep, Philox random, long firstSample)
    {
        var job = new DropoutScalesJob<T> { Scales = scales, Groups = groups, Keep = keep, Random = random, FirstSample = firstSample };
        if (groups > 0) WorkerTeam.Run(ref job, samples);
    }

    internal override void ScaleChannels<T>(T* x, T* scales, T* y, int samples, int rows, int channels, bool add)
    {
        var pattern = new ChannelPattern(rows, channels);
        var room = Step.Rent(checked(samples * pattern.Period * sizeof(T)));
        var repeated = (T*)room.Pointer;
        for (var n = 0; n < samples; n++)
            for (var i = 0; i < pattern.Period; i++)
                repeated[(nint)n * pattern.Period + i] = i < channels ? scales[(nint)n * channels + i] : repeated[(nint)n * pattern.Period + i - channels];
        var job = new ScaleChannelsJob<T> { X = x, Scales = repeated, Y = y, Pattern = pattern, Add = add };
        WorkerTeam.Run(ref job, samples * pattern.Chunks);
        Step.Release(room);
        GC.KeepAlive(room);
    }

    private struct DropoutScalesJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Scales;
        public int Groups;
        public double Keep;
        public Philox Random;
        public long FirstSample;

        public readonly void Run(int index)
        {
            // u·2⁻²⁴ < keep, for the integer u. Blocks of numbers are whole.
            const int Most = 256;
            var threshold = (uint)Math.Ceiling(Keep * (1 << 24));
            var mask = stackalloc byte[Most];
            var scale = T.CreateTruncating(1 / Keep);
            for (var done = 0; done < Groups; done += Most)
            {
                var count = Math.Min(Most, Groups - done);
                PhiloxLanes.Mask(Random.Counter(FirstSample + index), done, threshold, mask, count);
                for (var i = 0; i < count; i++) Scales[(nint)index * Groups + done + i] = mask[i] != 0 ? scale : T.Zero;
            }
        }
    }

    private struct ScaleChannelsJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Scales, Y; // scales [samples, period]
        public ChannelPattern Pattern;
        public bool Add;

        public readonly void Run(int index)
        {
            var (sample, chunk) = (index / Pattern.Chunks, index % Pattern.Chunks);
            var at = ((nint)sample * Pattern.Rows + chunk * Pattern.RowsEach) * Pattern.Channels;
            ChannelScale.Run(X + at, Scales + (nint)sample * Pattern.Period, Y + at, (long)Pattern.RowsOf(chunk) * Pattern.Channels, Pattern.Period, Add);
        }
    }
}
