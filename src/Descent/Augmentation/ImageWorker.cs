using Descent.Kernels;

namespace Descent;

/// <summary>
/// Carries out plans: the image is drawn once through all its geometry, area transforms follow, and everything that concerns single pixels,
/// normalization included, is done block by block in one pass. Each thread has one, with buffers that it keeps.
/// </summary>
internal sealed unsafe class ImageWorker
{
    /// <summary>Pixels a block: three channels of floats take 6 KB, a fifth of a first-level cache. A multiple of 4 and of every vector.</summary>
    private const int Block = 512;

    /// <summary>Where an image shrinks to less than a half, boxes are averaged before four neighbours are interpolated.</summary>
    private const double MostStep = 2;

    [ThreadStatic]
    private static ImageWorker? t_worker;

    private readonly ImagePlan _plan = new();
    private readonly ResampleFiltered _filtered = new();
    private readonly List<double[]> _tables = [];
    private byte[] _first = [], _second = [];
    private uint[] _sums = [];

    public static ImageWorker OfThread => t_worker ??= new ImageWorker();

    /// <summary>Changes an image into the numbers of a sample.</summary>
    /// <param name="image">The pixels, [height, width, channels].</param>
    /// <param name="size">Its size.</param>
    /// <param name="channels">Bytes a pixel.</param>
    /// <param name="pipeline">What to do.</param>
    /// <param name="at">The sample.</param>
    /// <param name="scale">A factor for each place of a row of the result.</param>
    /// <param name="shift">A summand for each place of a row of the result.</param>
    /// <param name="numbers">Receives the result, [height, width, channels].</param>
    public void ToNumbers(ReadOnlySpan<byte> image, ImageSize size, int channels, Augmentation pipeline, in SamplePosition at, float[] scale, float[] shift, Span<float> numbers)
    {
        pipeline.Plan(_plan, size, at);
        fixed (byte* pixels = image)
        fixed (float* target = numbers, scales = scale, shifts = shift)
        {
            var drawn = Draw(new PixelArgs((nint)pixels, size.Height, size.Width, channels), pipeline);
            Require(drawn, numbers.Length);
            if (!HasPixelSteps()) PixelConversion.Run(drawn.Data, scales, shifts, drawn.Row, drawn.Height, target);
            else Pixels(drawn, new Sink { Numbers = target, Scale = scales, Shift = shifts });
        }
    }

    /// <summary>Changes an image into another.</summary>
    /// <inheritdoc cref="ToNumbers"/>
    public void ToPixels(ReadOnlySpan<byte> image, ImageSize size, int channels, Augmentation pipeline, in SamplePosition at, Span<byte> result)
    {
        pipeline.Plan(_plan, size, at);
        fixed (byte* pixels = image, target = result)
        {
            var drawn = Draw(new PixelArgs((nint)pixels, size.Height, size.Width, channels), pipeline);
            Require(drawn, result.Length);
            if (!HasPixelSteps()) new ReadOnlySpan<byte>(drawn.Data, result.Length).CopyTo(result);
            else Pixels(drawn, new Sink { Pixels = target });
        }
    }

    private bool HasPixelSteps()
    {
        foreach (var step in _plan.Steps)
            if (step.Transform is PixelTransform) return true;
        return false;
    }

    /// <summary>Geometry, then areas: the pixels that colours are applied to.</summary>
    private PixelArgs Draw(PixelArgs image, Augmentation pipeline)
    {
        var projection = _plan.Projection;
        if (projection != Projection.Identity || _plan.Size != new ImageSize(image.Height, image.Width))
        {
            var (across, down) = projection.Steps(_plan.Size);
            var isFast = pipeline.Interpolation == Interpolation.Fast || projection.Map.IsWhole;
            if (isFast && Math.Max(across, down) >= MostStep) image = Reduced(image, (int)Math.Clamp(across, 1, image.Width), (int)Math.Clamp(down, 1, image.Height), ref projection);
            var target = Room(ref _first, _plan.Size, image.Channels);
            var fill = pipeline.Fill;
            if (isFast) Resample.Run(image, projection.Map, fill.Kind, fill.Value, target);
            else _filtered.Run(image, projection.Map, (across, down), pipeline.Interpolation == Interpolation.Bicubic ? ResampleFilter.Cubic : ResampleFilter.Triangle, fill.Kind, fill.Value, target);
            image = target;
        }

        foreach (ref readonly var step in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_plan.Steps))
        {
            if (step.Transform is not AreaTransform area) continue;
            var target = Room(ref _second, _plan.Size, image.Channels);
            var bytes = image.Row * image.Height;
            area.Apply(step.Drawn, new ReadOnlySpan<byte>(image.Data, bytes), _plan.Size, image.Channels, new Span<byte>(target.Data, bytes));
            image = target;
            (_first, _second) = (_second, _first);
        }

        return image;
    }

    /// <summary>The image with each box of pixels as one; the projection then leads to these.</summary>
    private PixelArgs Reduced(in PixelArgs image, int across, int down, ref Projection projection)
    {
        var size = new ImageSize((image.Height + down - 1) / down, (image.Width + across - 1) / across);
        var target = Room(ref _second, size, image.Channels);
        if (_sums.Length < image.Row) _sums = GC.AllocateUninitializedArray<uint>(image.Row, pinned: true);
        fixed (uint* sums = _sums) BoxReduction.Run(image, down, across, sums, target);
        // Pixel x of the small image is the middle of the pixels across·x … across·x + across − 1.
        projection = Projection.Affine(1.0 / across, 0, (1.0 / across - 1) / 2, 0, 1.0 / down, (1.0 / down - 1) / 2).Then(projection);
        return target;
    }

    private void Pixels(in PixelArgs image, in Sink sink)
    {
        var steps = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_plan.Steps);
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Transform is not PixelTransform { Measures: > 0 and var count } transform) continue;
            var sums = Table(i, count);
            sums.Clear();
            Pass(image, steps[..i], new Sink { Measured = transform, Sums = sums });
            steps[i] = steps[i] with { Drawn = transform.Conclude(steps[i].Drawn, _plan.Size, image.Channels, sums) };
        }

        Pass(image, steps, sink);
    }

    private void Pass(in PixelArgs image, ReadOnlySpan<PlannedStep> steps, in Sink sink)
    {
        var planes = stackalloc float[Block * image.Channels];
        var total = image.Width * image.Height;
        for (var first = 0; first < total; first += Block)
        {
            var count = Math.Min(Block, total - first);
            Planes.Split(image.Data + (nint)first * image.Channels, image.Channels, planes, Block, count);
            for (var i = 0; i < steps.Length; i++)
            {
                if (steps[i].Transform is not PixelTransform transform) continue;
                transform.Apply(steps[i].Drawn, steps[i].Random, new PixelBlock(planes, Block, first, count, _plan.Size, image.Channels, Table(i, transform.Measures)));
            }

            sink.Take(planes, first, count, image.Channels, _plan.Size);
        }
    }

    private Span<double> Table(int step, int count)
    {
        if (count == 0) return [];
        while (_tables.Count <= step) _tables.Add([]);
        if (_tables[step].Length < count) _tables[step] = new double[count];
        return _tables[step].AsSpan(0, count);
    }

    /// <summary>A buffer for an image, and the room behind it that drawing wants.</summary>
    private static PixelArgs Room(ref byte[] buffer, ImageSize size, int channels)
    {
        var bytes = size.Height * size.Width * channels + Resample.Slack;
        if (buffer.Length < bytes) buffer = GC.AllocateUninitializedArray<byte>(bytes, pinned: true);
        return new PixelArgs(System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0), size.Height, size.Width, channels);
    }

    private static void Require(in PixelArgs drawn, int room)
    {
        if (drawn.Row * drawn.Height != room)
            throw new DataException($"the image became {drawn.Width} × {drawn.Height} pixels of {drawn.Channels} channels, which takes {drawn.Row * drawn.Height} numbers, but there is room for {room}; end data.prepare with a step that fixes the size, such as center_crop.");
    }

    /// <summary>Where a block goes: into numbers, into bytes, or into a measurement.</summary>
    private ref struct Sink
    {
        public float* Numbers, Scale, Shift;
        public byte* Pixels;
        public PixelTransform? Measured;
        public Span<double> Sums;

        public readonly void Take(float* planes, int first, int count, int channels, ImageSize size)
        {
            if (Numbers is not null) Planes.Join(planes, Block, channels, Scale, Shift, Numbers + (nint)first * channels, count);
            else if (Pixels is not null) Planes.Join(planes, Block, channels, Pixels + (nint)first * channels, count);
            else Measured!.Measure(new PixelBlock(planes, Block, first, count, size, channels, []), Sums);
        }
    }
}

/// <summary>Which sample of which epoch of which run: all that random numbers depend on.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Sample">The sample's index in its data set.</param>
internal readonly record struct SamplePosition(ulong Seed, int Epoch, int Sample);
