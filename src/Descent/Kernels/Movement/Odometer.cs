namespace Descent.Kernels;

/// <summary>Walks the positions of a box, last axis fastest, keeping the offsets in both arrays.</summary>
internal struct Odometer
{
    private Box.Axes _sizes, _x, _y, _at;
    private readonly int _rank;

    /// <summary>Starts at position <paramref name="index"/> of the box's axes, leaving out axes <paramref name="skip"/> and <paramref name="skipToo"/>.</summary>
    public Odometer(in Box box, int skip, int skipToo, int index)
    {
        for (var i = 0; i < box.Rank; i++)
        {
            if (i == skip || i == skipToo) continue;
            (_sizes[_rank], _x[_rank], _y[_rank]) = (box.Sizes[i], box.X[i], box.Y[i]);
            _rank++;
        }

        for (var i = _rank - 1; i >= 0; i--)
        {
            _at[i] = index % _sizes[i];
            index /= _sizes[i];
            X += (nint)_at[i] * _x[i];
            Y += (nint)_at[i] * _y[i];
        }
    }

    /// <summary>The offset in x, in elements.</summary>
    public nint X { get; private set; }

    /// <summary>The offset in y, in elements.</summary>
    public nint Y { get; private set; }

    public void Advance()
    {
        for (var i = _rank - 1; i >= 0; i--)
        {
            X += _x[i];
            Y += _y[i];
            if (++_at[i] < _sizes[i]) return;
            X -= (nint)_x[i] * _sizes[i];
            Y -= (nint)_y[i] * _sizes[i];
            _at[i] = 0;
        }
    }
}
