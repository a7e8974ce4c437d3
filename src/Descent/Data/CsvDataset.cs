namespace Descent;

/// <summary>
/// A table of samples in memory: one number a cell (a category is its index), which become a network's inputs when they are read.
/// Made by <see cref="Csv.Load"/>.
/// </summary>
public sealed class CsvDataset : Dataset
{
    private readonly TableCells _cells;
    private readonly ColumnCode[] _columns;
    private readonly bool _mayMiss;

    internal CsvDataset(TableCells cells, TableEncoding encoding)
    {
        _cells = cells;
        Encoding = encoding;
        Target = encoding.Target;
        InputShape = [encoding.Width];
        _columns = [.. encoding.Columns.Select((column, i) => new ColumnCode(column, cells.Origins[i]))];
        _mayMiss = encoding.Missing != MissingValues.Refuse;
    }

    /// <summary>How cells become numbers.</summary>
    public TableEncoding Encoding { get; }

    /// <summary>Whether the file had the columns to predict.</summary>
    public bool HasTarget => _cells.Classes is not null || _cells.Targets is not null;

    /// <inheritdoc/>
    public override int Count => _cells.Rows;

    /// <inheritdoc/>
    public override Shape InputShape { get; }

    /// <inheritdoc/>
    public override TargetInfo Target { get; }

    /// <inheritdoc/>
    public override bool IsInMemory => true;

    internal TableCells Cells => _cells;

    /// <summary>The line of the file a sample stands in, from 1.</summary>
    public int Line(int index) => _cells.Lines[index];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A cell is missing, and nothing was fitted to fill it with.</exception>
    public override void ReadInput(int index, Span<float> values)
    {
        var cells = _cells.Inputs.AsSpan(index * _columns.Length, _columns.Length);
        var position = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            ref readonly var column = ref _columns[i];
            var cell = cells[i];
            if (float.IsNaN(cell) && !column.CanFill) ThrowMissing(index, i);
            if (column.Categories == 0)
            {
                values[position++] = float.IsNaN(cell) ? column.Fill : (float)((cell - column.Shift) * column.Scale);
                continue;
            }

            var code = values.Slice(position, column.Categories);
            code.Clear();
            code[float.IsNaN(cell) ? (int)column.Fill : (int)cell] = 1;
            position += column.Categories;
        }
    }

    /// <inheritdoc/>
    public override int ReadClass(int index)
    {
        if (_cells.Classes is { } classes) return classes[index];
        RequireTarget();
        return base.ReadClass(index);
    }

    /// <inheritdoc/>
    public override void ReadTarget(int index, Span<float> values)
    {
        if (_cells.Targets is not { } targets)
        {
            RequireTarget();
            base.ReadTarget(index, values);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            var value = targets[index * values.Length + i];
            values[i] = Encoding.TargetScale is { } scale ? (float)((value - scale.Mean[i]) / scale.Deviation[i]) : value;
        }
    }

    /// <summary>The same cells under another encoding of the same columns.</summary>
    internal CsvDataset With(TableEncoding encoding)
    {
        var same = encoding.Columns.Count == Encoding.Columns.Count && encoding.TargetColumns.SequenceEqual(Encoding.TargetColumns)
            && (encoding.Classes ?? []).SequenceEqual(Encoding.Classes ?? []);
        for (var i = 0; same && i < encoding.Columns.Count; i++)
            same = encoding.Columns[i].Name == Encoding.Columns[i].Name && (encoding.Columns[i].Categories ?? []).SequenceEqual(Encoding.Columns[i].Categories ?? []);
        return same
            ? new CsvDataset(_cells, encoding)
            : throw new ArgumentException($"TableEncoding: it was fitted on another table: {_cells.Path} has other columns, categories or classes. Read the file with the encoding's own Load.");
    }

    private void RequireTarget()
    {
        if (!HasTarget)
            throw new InvalidOperationException($"{_cells.Path}: the file has no column {string.Join(", ", Encoding.TargetColumns.Select(c => $"'{c}'"))}, so what is right is not known; it can only be predicted.");
    }

    private void ThrowMissing(int index, int column) => throw new InvalidOperationException(
        $"{_cells.Path}: line {Line(index)}, column '{Encoding.Columns[column].Name}': the value is missing, and what to fill in{(_mayMiss ? " was not fitted yet" : " is not set")}; fit a TableEncoding on the training part and apply it to every part.");

    /// <summary>What <see cref="ReadInput"/> needs of a column.</summary>
    private readonly struct ColumnCode
    {
        public ColumnCode(TableColumn column, double origin)
        {
            Categories = column.Categories?.Count ?? 0;
            Shift = column.Mean - origin;
            Scale = 1 / column.Deviation;
            CanFill = column.Fill is not null || column.FillCategory is not null;
            Fill = column.Categories is { } categories
                ? categories.ToList().IndexOf(column.FillCategory ?? "")
                : (float)(((column.Fill ?? 0) - column.Mean) / column.Deviation);
        }

        public int Categories { get; }

        public double Shift { get; }

        public double Scale { get; }

        public bool CanFill { get; }

        /// <summary>The standardized number, or the category's index, that stands for a missing cell.</summary>
        public float Fill { get; }
    }
}
