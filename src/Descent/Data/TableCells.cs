namespace Descent;

/// <summary>
/// The cells of a table, four bytes each. A number is kept as its difference to its column's origin, which is not 0 where numbers are large
/// and differ little (years, time stamps): their differences would drown in the 24 bits of a float.
/// </summary>
internal sealed class TableCells(string path, int rows, double[] origins)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    public int Rows { get; } = rows;

    /// <summary>What was subtracted from each column's numbers.</summary>
    public double[] Origins { get; } = origins;

    /// <summary>Numbers less their origin, or indices of categories; NaN where missing. [rows, columns].</summary>
    public float[] Inputs { get; } = new float[rows * origins.Length];

    /// <summary>The line of each row in the file.</summary>
    public int[] Lines { get; } = new int[rows];

    /// <summary>The class of each row, if there are classes and the file has them.</summary>
    public int[]? Classes { get; set; }

    /// <summary>The numbers to predict, [rows, outputs], if there are any and the file has them.</summary>
    public float[]? Targets { get; set; }

    /// <summary>The origin of numbers in a range: 0, unless that would cost more than ten of the 24 bits.</summary>
    public static double OriginOf(double middle, double range) => Math.Abs(middle) > 1000 * range ? middle : 0;

    /// <summary>A column's number.</summary>
    public double Number(int row, int column) => Inputs[row * Origins.Length + column] + Origins[column];
}
