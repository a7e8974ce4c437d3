using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    internal override void Conv<T>(in ConvShape shape, T* x, T* w, T* b, Activation f, T* y)
    {
        Kernels.Conv.Forward(shape, x, w, b, y);
        if (f != Activation.None) BiasAndActivation(y, null, f, shape.OutPixels, shape.OutChannels);
    }

    internal override void ConvInputGradient<T>(in ConvShape shape, T* dy, T* w, T* dx, bool add) => Kernels.Conv.InputGradient(shape, dy, w, dx, add);

    internal override void ConvFilterGradient<T>(in ConvShape shape, T* x, T* dy, T* dw, bool add) => Kernels.Conv.FilterGradient(shape, x, dy, dw, add);

    internal override void BiasAndActivation<T>(T* y, T* b, Activation f, nint rows, int channels)
    {
        var job = new BiasJob<T> { Y = y, Rows = rows, Channels = channels, RowsAtOnce = Math.Max(Chunk / Math.Max(channels, 1), 1), Epilogue = new LinearEpilogue<T> { Bias = b, Activation = f } };
        var chunks = (int)((rows + job.RowsAtOnce - 1) / job.RowsAtOnce);
        if (chunks == 1) job.Run(0);
        else WorkerTeam.Run(ref job, chunks);
    }

    private struct BiasJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Y;
        public nint Rows;
        public int Channels, RowsAtOnce;
        public LinearEpilogue<T> Epilogue;

        public readonly void Run(int index)
        {
            var first = (nint)index * RowsAtOnce;
            var last = Math.Min(first + RowsAtOnce, Rows);
            if (Epilogue.Bias == null) Epilogue.Apply(Y + first * Channels, 0, 0, (int)(last - first) * Channels);
            else for (var row = first; row < last; row++) Epilogue.Apply(Y + row * Channels, 0, 0, Channels);
        }
    }
}
