using System.CommandLine;

namespace Descent.Cli;

/// <summary><c>descent convert &lt;from&gt; &lt;to&gt;</c>: arrays between safetensors and NumPy's npz.</summary>
internal static class ConvertVerb
{
    private const string Floats = "--floats";

    private static readonly IReadOnlyList<(string Name, FloatType Type)> s_floats =
        [("float16", FloatType.Float16), ("bfloat16", FloatType.BFloat16), ("float32", FloatType.Float32), ("float64", FloatType.Float64)];

    private static readonly IReadOnlyList<(string Ending, Func<string, IReadOnlyDictionary<string, Tensor>> Read, Action<string, IReadOnlyDictionary<string, Tensor>, FloatType> Write)> s_formats =
    [
        (".safetensors", Safetensors.Read, (path, tensors, floats) => Safetensors.Write(path, tensors, ModuleState.FileMetadata, floats)),
        (".npz", Npz.Read, (path, tensors, floats) => Npz.Write(path, floats == FloatType.AsInMemory ? tensors : Converted(tensors, floats))),
    ];

    public static Command Create()
    {
        var command = new Command("convert", "Convert a file of weights or other arrays between safetensors and NumPy's npz");
        var from = new Argument<string>("from") { Description = "The file to read, .safetensors or .npz" };
        var to = new Argument<string>("to") { Description = "The file to write, .safetensors or .npz; it must not be there yet" };
        var floats = new Option<string?>(Floats) { HelpName = "type", Description = $"What fractional numbers become: {string.Join(", ", s_floats.Select(f => f.Name))}" };
        command.Add(from);
        command.Add(to);
        command.Add(floats);
        command.SetAction(parsed => Run(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(floats), Terminal.For(parsed)));
        return command;
    }

    private static int Run(string from, string to, string? floats, Terminal terminal)
    {
        var type = FloatType.AsInMemory;
        if (floats is not null)
        {
            var place = s_floats.Select(f => f.Name).ToList().IndexOf(floats);
            if (place < 0) throw new ConfigurationException($"{Floats} {floats}: {Nearest.Advice(floats, [.. s_floats.Select(f => f.Name)])}");
            type = s_floats[place].Type;
        }

        var (read, write) = (FormatOf(from).Read, FormatOf(to).Write);
        if (!File.Exists(from)) throw new FileException($"{from}: there is no such file.");
        if (Path.Exists(to)) throw new ConfigurationException($"{to}: it is there already; name another file, or remove it.");
        var tensors = read(from);
        write(to, tensors, type);
        if (terminal.IsJson)
        {
            terminal.Out.WriteLine(Json.Write(json =>
            {
                json.WriteStartObject();
                json.WriteString("from", from);
                json.WriteString("to", to);
                json.WriteNumber("tensors", tensors.Count);
                json.WriteNumber("numbers", tensors.Values.Sum(t => (long)t.Count));
                json.WriteEndObject();
            }));
        }
        else
        {
            terminal.Error.WriteLine($"{to}: {tensors.Count} arrays, {tensors.Values.Sum(t => (long)t.Count):N0} numbers, {new FileInfo(to).Length:N0} bytes");
        }

        return ExitCode.Done;
    }

    private static (Func<string, IReadOnlyDictionary<string, Tensor>> Read, Action<string, IReadOnlyDictionary<string, Tensor>, FloatType> Write) FormatOf(string path)
    {
        foreach (var (ending, read, write) in s_formats)
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return (read, write);
        throw new ConfigurationException($"{path}: its ending names no format; expected {string.Join(" or ", s_formats.Select(f => f.Ending))}. PyTorch's own files (.pt, .pth, .bin) can run code when they are read, and are not: in Python, safetensors.torch.save_file(model.state_dict(), \"weights.safetensors\") writes one that is.");
    }

    /// <exception cref="ConfigurationException">npz files are written with 32 or 64 bits only.</exception>
    private static IEnumerable<KeyValuePair<string, Tensor>> Converted(IReadOnlyDictionary<string, Tensor> tensors, FloatType floats)
    {
        if (floats is FloatType.Float16 or FloatType.BFloat16) throw new ConfigurationException($"{Floats}: 16-bit numbers are written to .safetensors files only.");
        var type = floats == FloatType.Float64 ? DType.Float64 : DType.Float32;
        return tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.Type is DType.Float32 or DType.Float64 ? t.Value.To(type) : t.Value));
    }
}
