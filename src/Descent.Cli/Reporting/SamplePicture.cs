using Descent.Dashboard;

namespace Descent.Cli;

/// <summary>Draws samples as the network sees them, small enough for a page.</summary>
internal sealed class SamplePicture
{
    /// <summary>The longest side: a few kilobytes a picture.</summary>
    private const int MostPixels = 64;

    private readonly int _height, _width, _channels;

    private SamplePicture(int height, int width, int channels) => (_height, _width, _channels) = (height, width, channels);

    /// <summary>What draws the samples of a run; null if they are no images.</summary>
    public static SamplePicture? For(PreparedRun run)
    {
        if (run.Config.Data.Source is DigitsSource) return new(8, 8, 1); // a row of 64 pixels for the network
        var shape = run.Data.Train.InputShape;
        return shape.Rank == 3 && shape[2] is 1 or 3 or 4 ? new(shape[0], shape[1], shape[2]) : null;
    }

    /// <summary>A sample as a PNG file.</summary>
    /// <param name="data">The samples, before whatever a frozen stage makes of them.</param>
    /// <param name="index">Which.</param>
    /// <param name="epoch">As which epoch sees it, from 0; below 0 for the sample itself.</param>
    public byte[] Draw(Dataset data, int index, int epoch = -1)
    {
        var values = new float[_height * _width * _channels];
        if (epoch < 0) data.ReadInput(index, values);
        else data.ReadTrainingInput(index, epoch, values);
        var every = (Math.Max(_height, _width) + MostPixels - 1) / MostPixels;
        var (height, width) = (Math.Max(1, _height / every), Math.Max(1, _width / every));
        var small = new float[height * width * _channels];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < _channels; c++)
                {
                    var sum = 0f;
                    for (var i = 0; i < every * every; i++)
                        sum += values[((Math.Min(_height - 1, y * every + i / every) * _width) + Math.Min(_width - 1, x * every + i % every)) * _channels + c];
                    small[(y * width + x) * _channels + c] = sum / (every * every);
                }

        // Inputs are centred and scaled in many ways; what is darkest and brightest is all that a picture needs.
        float low = small.Min(), high = small.Max();
        var scale = high > low ? byte.MaxValue / (high - low) : 0;
        using var stream = new MemoryStream();
        PngEncoder.Write(stream, height, width, _channels, Array.ConvertAll(small, v => (byte)MathF.Round((v - low) * scale)));
        return stream.ToArray();
    }
}
