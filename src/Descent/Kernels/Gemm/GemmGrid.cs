using Descent.Devices;

namespace Descent.Kernels;

/// <summary>A rectangle of C.</summary>
internal readonly record struct GemmChunk(int Row, int Column, int Rows, int Columns);

/// <summary>How C is cut into rectangles for caches and threads. It changes the time, never the result.</summary>
internal readonly record struct GemmGrid(int RowStep, int ColumnStep, int GridRows, int GridColumns)
{
    /// <summary>The longest stretch of K in one go: a panel of A (12 x 400 floats, 19 KB) leaves room in a 32 KB first-level cache.</summary>
    internal const int MaxDepth = 400;

    /// <summary>Elements of B packed at a time: 640 KB of floats, of the 1 MB of a server core's second-level cache.</summary>
    private const int MaxBlock = 160 * 1024;

    /// <summary>Rows of A kept packed at a time: 3 MB of floats, of a third-level cache of tens.</summary>
    internal const int MaxKeptRows = 2048;

    /// <summary>Multiply-adds below which a second thread costs more than it saves: about 8 µs at 32 per cycle.</summary>
    internal const long WorthThreads = 1 << 18;

    // Packing one element of A or B, in units of the time of one row or column of multiply-adds per panel width.
    private const double PackCost = 12;

    public int Chunks => GridRows * GridColumns;

    public static GemmGrid Choose(int m, int n, int k, int panelRows, int panelColumns, bool packB)
    {
        var threads = (long)m * n * k < WorthThreads ? 1 : WorkerTeam.Threads;
        if (threads == 1) return new(m, n, 1, 1);

        // Try a few numbers of rectangles per thread in every shape; the time is that of the busiest thread, with packing, plus
        // a part of one rectangle for threads that come late.
        var best = default(GemmGrid);
        var bestTime = double.MaxValue;
        for (var gridColumns = 1; gridColumns <= 4 * threads; gridColumns++)
        {
            for (var gridRows = 1; gridRows <= 4 * threads; gridRows++)
            {
                var grid = Cut(m, n, gridRows, gridColumns, panelRows, panelColumns);
                var rectangle = (double)grid.RowStep * grid.ColumnStep + PackCost * (grid.RowStep + (packB ? grid.ColumnStep : 0));
                var time = rectangle * ((grid.Chunks + threads - 1) / threads + 0.1);
                if (time >= bestTime) continue;
                best = grid;
                bestTime = time;
            }
        }
        return best;
    }

    /// <summary>Columns of B packed at a time, in whole panels.</summary>
    public static int BlockColumns(int depth, int panelColumns) => Math.Max(MaxBlock / depth / panelColumns, 1) * panelColumns;

    private static GemmGrid Cut(int m, int n, int gridRows, int gridColumns, int panelRows, int panelColumns)
    {
        var rowPanels = (m + panelRows - 1) / panelRows;
        var columnPanels = (n + panelColumns - 1) / panelColumns;
        var rowStep = (rowPanels + gridRows - 1) / gridRows * panelRows;
        var columnStep = (columnPanels + gridColumns - 1) / gridColumns * panelColumns;
        return new(rowStep, columnStep, (m + rowStep - 1) / rowStep, (n + columnStep - 1) / columnStep);
    }

    public GemmChunk Chunk(int index, int m, int n)
    {
        var row = index / GridColumns * RowStep;
        var column = index % GridColumns * ColumnStep;
        return new(row, column, Math.Min(RowStep, m - row), Math.Min(ColumnStep, n - column));
    }
}
