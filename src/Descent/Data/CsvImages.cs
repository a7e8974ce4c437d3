using System.Buffers.Text;
using CsvHelper;

namespace Descent;

/// <summary>
/// Reads images from CSV files: a line an image, with its class in one column, and its pixels in a column each or the path of its file in another.
/// </summary>
public static class CsvImages
{
    /// <summary>
    /// Reads images whose pixels have a column each: whole numbers from 0 to 255, in the order of the image's rows, the channels of a pixel side by
    /// side. Every column but the label and those that are ignored is a pixel.
    /// </summary>
    /// <param name="path">The file, with a header line.</param>
    /// <param name="imageShape">[height, width, channels], with 1 or 3 channels.</param>
    /// <param name="options">The label, and columns to ignore.</param>
    /// <exception cref="ArgumentException">The shape is no image's.</exception>
    /// <exception cref="DataException">The file cannot be read, the columns are not as many as the pixels, or a cell is no pixel; it says where.</exception>
    public static ImageDataset Load(string path, Shape imageShape, CsvOptions options)
    {
        if (imageShape.Rank != 3 || imageShape.Size < 1 || imageShape[2] is not (1 or 3))
            throw new ArgumentException($"CsvImages: the images' shape is {imageShape}; give [height, width, channels] with 1 or 3 channels.");
        using var file = CsvFile.Open(path, options.Separator);
        RequireLabel(file, options);
        var columns = CsvScan.InputColumns(file, options, out var label);
        var size = imageShape.Size;
        if (columns.Count != size)
        {
            throw file.Error($"images [{string.Join(", ", imageShape.ToArray())}] have {size} pixel columns, but {columns.Count} are left beside the label and what is ignored: "
                + $"'{file.Header[columns[0]]}' to '{file.Header[columns[^1]]}'; correct the image's shape, or ignore columns that are no pixels");
        }

        var names = CsvScan.ReadClasses(file, label[0], out var count);
        if ((long)count * size > Array.MaxLength) throw file.Error($"{count} images of {size} bytes are more than the 2 GiB that are kept in memory at once; divide the file");
        var (pixels, classes, known) = (new byte[count * size], new int[count], CsvReading.Index(names)!);
        var rows = file.ForEachRow((row, line, cells) =>
        {
            if (row >= count) throw CsvReading.Changed(file);
            classes[row] = CsvReading.Class(file, names, known, cells, label[0], line);
            for (var i = 0; i < size; i++) pixels[row * size + i] = Pixel(file, cells, columns[i], line);
        });
        return rows == count ? new ImageDataset(pixels, imageShape, classes, names) : throw CsvReading.Changed(file);
    }

    /// <summary>
    /// Reads images whose files are named in a column: paths from the CSV file's folder, which may not lead out of it. Columns beside those of the path and
    /// the label are left out.
    /// </summary>
    /// <param name="path">The file, with a header line.</param>
    /// <param name="pathColumn">The column with the paths.</param>
    /// <param name="options">The label.</param>
    /// <param name="reading">How images are decoded and brought to one size; null for images of one size.</param>
    /// <returns>The images as the training part, the only one; and the files that were left out.</returns>
    /// <exception cref="DataFormatException">An image file is damaged, or of another format.</exception>
    /// <exception cref="DataException">A file cannot be read, a path leads elsewhere, or an image has another size than the first.</exception>
    public static ImageParts LoadFiles(string path, string pathColumn, CsvOptions options, ImageFolderOptions? reading = null)
    {
        reading ??= new();
        var files = new List<ImageFile>();
        List<string> names;
        using (var file = CsvFile.Open(path, options.Separator))
        {
            RequireLabel(file, options);
            var (place, label) = (file.Column(pathColumn, "path"), file.Column(options.Label!, "label"));
            if (place == label) throw file.Error("it is named as path and as label; it can be one of them", column: pathColumn);
            names = CsvScan.ReadClasses(file, label, out _);
            var known = CsvReading.Index(names)!;
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            file.ForEachRow((_, line, cells) =>
            {
                var image = Locate(file, folder, cells.GetString(place).Trim(), line, pathColumn);
                if (reading.SkipAtMost == 0 && !File.Exists(image)) throw file.Error($"there is no file {image}; correct the path, or remove the line", line, pathColumn);
                files.Add(new ImageFile(image, "", names[CsvReading.Class(file, names, known, cells, label, line)], null));
            });
        }

        var set = ImageFileSet.Read(path, files, names, reading);
        return new ImageParts(set.RequirePart(""), null, null) { Skipped = set.Skipped };
    }

    private static void RequireLabel(CsvFile file, CsvOptions options)
    {
        if (options.Label is null || options.Targets.Count > 0)
            throw file.Error($"images have a class each; name the column with it as label, and no targets. The columns are {file.Columns()}");
    }

    private static byte Pixel(CsvFile file, CsvReader cells, int column, int line)
    {
        var cell = cells.GetSpan(column);
        if (Utf8Parser.TryParse(cell, out byte pixel, out var used) && used == cell.Length) return pixel; // nearly always
        if (CsvScan.TryNumber(cell, out var number) && number is >= 0 and <= 255 && number == Math.Floor(number)) return (byte)number;
        var what = CsvScan.IsMissing(cell) ? "the pixel is missing" : $"{CsvFile.Quote(cells.GetString(column))} is no pixel";
        throw file.Error($"{what}; pixels are whole numbers from 0 to 255. Correct the cell, or ignore the column if it is none of the image's", line, file.Header[column]);
    }

    /// <summary>A path below the folder: a table that came from elsewhere does not reach other files.</summary>
    private static string Locate(CsvFile file, string folder, string cell, int line, string column)
    {
        if (cell.Length == 0) throw file.Error("the path is missing; fill it in, or remove the line", line, column);
        file.RequireText(cell, line, column);
        var relative = cell.Replace('\\', '/'); // as tables made on Windows have them
        var place = relative.Contains('\0') || Path.IsPathRooted(relative) ? null : Path.GetFullPath(relative, folder);
        return place is not null && place.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? place
            : throw file.Error($"{CsvFile.Quote(cell)} leads out of {folder}; give paths from the CSV file's folder to files below it", line, column);
    }
}
