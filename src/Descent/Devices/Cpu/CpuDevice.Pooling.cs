using System.Numerics;
using Descent.Kernels;

namespace Descent.Devices;

internal sealed unsafe partial class CpuDevice
{
    /// <summary>Channels of one chunk where a window's place is found again: chunks of an image must not share pixels' channels.</summary>
    private const int LargeWindowChannels = 64;

    internal override void MaxPool<T>(T* x, T* y, byte* places, in WindowGrid grid)
    {
        if (grid.Windows == 0 || grid.Channels == 0) return;
        var job = new MaxPoolJob<T> { X = x, Y = y, Places = places, Grid = grid, Count = grid.Windows };
        job.Each = PixelsOfChunk(grid.Pixels, grid.Windows, grid.Channels);
        WorkerTeam.Run(ref job, (job.Count + job.Each - 1) / job.Each);
    }

    internal override void MaxPoolGradient<T>(T* x, T* dy, byte* places, T* dx, in WindowGrid grid, bool add)
    {
        if (grid.Pixels == 0 || grid.Channels == 0) return;
        if (places == null)
        {
            var large = new LargeMaxPoolJob<T> { X = x, Dy = dy, Dx = dx, Grid = grid, Add = add };
            large.Pieces = (grid.Channels + LargeWindowChannels - 1) / LargeWindowChannels;
            WorkerTeam.Run(ref large, grid.Images * large.Pieces);
            return;
        }

        // 2×2 windows write the pixels below them; others are gathered pixel by pixel.
        var job = new MaxPoolJob<T> { X = dx, Y = dy, Places = places, Grid = grid, Add = add, IsGradient = true };
        job.Count = grid.IsPairs ? grid.Windows : grid.Pixels;
        job.Each = PixelsOfChunk(grid.Pixels, job.Count, grid.Channels);
        WorkerTeam.Run(ref job, (job.Count + job.Each - 1) / job.Each);
    }

    internal override void Resample<T>(T* x, T* y, int images, int channels, in Bands<T> rows, in Bands<T> columns, bool add)
    {
        var count = images * rows.Output * columns.Output;
        if (count == 0 || channels == 0) return;
        var job = new ResampleJob<T> { X = x, Y = y, Channels = channels, Rows = rows, Columns = columns, Count = count, Add = add };
        job.Each = PixelsOfChunk((long)images * rows.Input * columns.Input, count, channels);
        WorkerTeam.Run(ref job, (count + job.Each - 1) / job.Each);
    }

    /// <summary>How many of the pixels written make a chunk, so that it has a chunk's elements on the larger of the two sides.</summary>
    private static int PixelsOfChunk(long pixelsRead, long pixelsWritten, int channels)
    {
        var elements = Math.Max(pixelsRead, pixelsWritten) * channels;
        return (int)Math.Clamp(Chunk * pixelsWritten / elements, 1, Chunk);
    }

    /// <summary>Forward from X to Y, or as the gradient from Y to X.</summary>
    private struct MaxPoolJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Y;
        public byte* Places;
        public WindowGrid Grid;
        public int Count, Each;
        public bool IsGradient, Add;

        public readonly void Run(int index)
        {
            var from = index * Each;
            var to = Math.Min(from + Each, Count);
            if (!IsGradient) MaxPoolKernel.Run(X, Y, Places, Grid, from, to);
            else if (Grid.IsPairs) MaxPoolPairs.Gradient(Y, Places, X, Grid, from, to, Add);
            else MaxPoolKernel.Gradient(Y, Places, X, Grid, from, to, Add);
        }
    }

    private struct LargeMaxPoolJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Dy, Dx;
        public WindowGrid Grid;
        public int Pieces;
        public bool Add;

        public readonly void Run(int index)
        {
            var from = index % Pieces * LargeWindowChannels;
            MaxPoolKernel.GradientOfLarge(X, Dy, Dx, Grid, index / Pieces, from, Math.Min(from + LargeWindowChannels, Grid.Channels), Add);
        }
    }

    private struct ResampleJob<T> : IJob
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X, Y;
        public int Channels, Count, Each;
        public Bands<T> Rows, Columns;
        public bool Add;

        public readonly void Run(int index)
        {
            var from = index * Each;
            Resampling.Run(X, Y, Channels, Rows, Columns, from, Math.Min(from + Each, Count), Add);
        }
    }
}
