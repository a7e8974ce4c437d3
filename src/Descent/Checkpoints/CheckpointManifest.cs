using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Descent;

/// <summary>What a checkpoint's manifest says of one of its files.</summary>
internal sealed record CheckpointBlob(long Bytes, string Hash);

/// <summary>
/// The manifest of a checkpoint: JSON that tells where in its run the checkpoint is, the length and SHA-256 of its files, the short values,
/// and, last, the SHA-256 of its own bytes before that.
/// </summary>
internal sealed record CheckpointManifest(Checkpoint Checkpoint, CheckpointBlob Model, CheckpointBlob State, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The version of the format that is written, and the newest that is read.</summary>
    public const long Version = 1;

    /// <summary>The longest manifest: a run's configuration and its short values are thousands of times shorter.</summary>
    public const int MaxBytes = 16 << 20;

    private const string Format = "descent checkpoint";
    private const string BeforeHash = ",\n  \"sha256\": \"", AfterHash = "\"\n}\n";
    private const string HasValues = "values/";

    public byte[] ToBytes()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n" })) Write(json);
        var body = text.GetBuffer().AsSpan(0, (int)text.Length - "\n}".Length);
        return [.. body, .. Encoding.UTF8.GetBytes(BeforeHash + Convert.ToHexStringLower(SHA256.HashData(body)) + AfterHash)];
    }

    /// <summary>Reads a manifest and checks that it is as it was written.</summary>
    /// <exception cref="DataFormatException">It is damaged, cut short, or none.</exception>
    /// <exception cref="CheckpointException">It is whole, but of a version that this library does not know.</exception>
    public static CheckpointManifest Read(ReadOnlySpan<byte> bytes, string folder, string path)
    {
        var tail = BeforeHash.Length + SHA256.HashSizeInBytes * 2 + AfterHash.Length;
        var body = bytes[..Math.Max(0, bytes.Length - tail)];
        var seal = Encoding.UTF8.GetBytes(BeforeHash + Convert.ToHexStringLower(SHA256.HashData(body)) + AfterHash);
        if (!bytes[body.Length..].SequenceEqual(seal)) throw new DataFormatException(path, "its bytes are not those that were written: it does not end with their SHA-256.");
        try
        {
            return From(new Fields(bytes, path), folder, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataFormatException(path, $"it is not JSON: {e.Message}", e);
        }
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("run", Checkpoint.Run);
        json.WriteNumber("save", Checkpoint.Save);
        json.WriteNumber("step", Checkpoint.Step);
        json.WriteNumber("epoch", Checkpoint.Epoch);
        json.WriteNumber("consumed", Checkpoint.Consumed);
        json.WriteBoolean("best", Checkpoint.IsBest);
        if (Checkpoint.Configuration is { } configuration)
        {
            json.WriteString("configuration", configuration);
            json.WriteString("configuration_sha256", HashOf(configuration));
        }

        foreach (var (name, blob) in new[] { ("model", Model), ("state", State) })
        {
            json.WriteStartObject(name);
            json.WriteNumber("bytes", blob.Bytes);
            json.WriteString("sha256", blob.Hash);
            json.WriteEndObject();
        }

        json.WriteStartObject("values");
        foreach (var (name, value) in Values) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static CheckpointManifest From(Fields fields, string folder, string path)
    {
        if (fields.Text("format") != Format) throw new DataFormatException(path, $"its format is \"{fields.Text("format")}\"; expected \"{Format}\".");
        if (fields.Number("version") is var version && version != Version)
            throw new CheckpointException($"{path}: the checkpoint has version {version} of the format, and this is a Descent that reads version {Version}; resume with the one that wrote it, or a newer one.");
        var configuration = fields.Find("configuration");
        if (configuration is not null && fields.Text("configuration_sha256") != HashOf(configuration)) throw new DataFormatException(path, "its configuration is not the one that its hash is of.");
        var checkpoint = new Checkpoint(folder, fields.Number("save"), fields.Number("step"), (int)fields.Number("epoch", int.MaxValue), fields.Number("consumed"))
        {
            Run = Guid.TryParse(fields.Text("run"), out var run) ? run : throw new DataFormatException(path, "its run is not an identifier."),
            IsBest = fields.Text("best") == bool.TrueString,
            Configuration = configuration,
        };
        return new CheckpointManifest(checkpoint, Blob("model"), Blob("state"), fields.Inside(HasValues));

        CheckpointBlob Blob(string name) => new(fields.Number($"{name}/bytes"), fields.Text($"{name}/sha256"));
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A JSON object's values as text, by the path of their keys.</summary>
    private sealed class Fields
    {
        private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
        private readonly string _path;

        public Fields(ReadOnlySpan<byte> bytes, string path)
        {
            _path = path;
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 2 });
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject) throw new DataFormatException(path, "it is not a JSON object.");
            Read(ref json, "");
            while (json.Read())
            {
                // Finds out that nothing but white space follows.
            }
        }

        public string? Find(string name) => _values.GetValueOrDefault(name);

        public string Text(string name) => Find(name) ?? throw new DataFormatException(_path, $"it has no {name}.");

        public long Number(string name, long most = long.MaxValue) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new DataFormatException(_path, $"its {name} is {Text(name)}, which is no whole number, or too large.");

        public Dictionary<string, string> Inside(string prefix) =>
            _values.Where(v => v.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(v => v.Key[prefix.Length..], v => v.Value, StringComparer.Ordinal);

        private void Read(ref Utf8JsonReader json, string prefix)
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = prefix + json.GetString();
                json.Read();
                switch (json.TokenType)
                {
                    case JsonTokenType.StartObject:
                        Read(ref json, $"{name}/");
                        break;
                    case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                        var value = json.TokenType switch
                        {
                            JsonTokenType.String => json.GetString()!,
                            JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
                            var word => word == JsonTokenType.True ? bool.TrueString : bool.FalseString,
                        };
                        if (!_values.TryAdd(name, value)) throw new DataFormatException(_path, $"it has {name} twice.");
                        break;
                    default:
                        throw new DataFormatException(_path, $"its {name} is neither a text nor a number.");
                }
            }
        }
    }
}
