namespace Descent.Dashboard;

/// <summary>What a value of an event file is.</summary>
internal enum EventKind
{
    /// <summary>Nothing that is shown.</summary>
    Other,
    Scalar,
    Image,
    Histogram,

    /// <summary>A session that goes on with a step: what was written of it and of later ones is void.</summary>
    Restart,
}

/// <summary>One value of an Event message (tensorflow/core/util/event.proto, summary.proto).</summary>
internal readonly ref struct EventMessage
{
    // Fields of Event, Summary.Value and the messages in them, by their numbers, as EventFile writes them.
    private const int StepField = 2, Summary = 5, SessionLog = 7;
    private const int Value = 1, TagField = 1, SimpleValue = 2, ImageValue = 4, HistogramValue = 5;
    private const int Encoded = 4;

    public long Step { get; private init; }

    public EventKind Kind { get; private init; }

    /// <summary>The name, in UTF-8.</summary>
    public ReadOnlySpan<byte> Tag { get; private init; }

    public float Scalar { get; private init; }

    /// <summary>The message of a picture or a histogram.</summary>
    public ReadOnlySpan<byte> Content { get; private init; }

    /// <summary>Reads a message; of several values in one, which our writer and PyTorch's never make, the first.</summary>
    public static EventMessage Read(ReadOnlySpan<byte> message)
    {
        var fields = new ProtoFields(message);
        long step = 0;
        ReadOnlySpan<byte> summary = default;
        var restarts = false;
        while (fields.Next())
        {
            if (fields.Field == StepField) step = fields.Integer;
            else if (fields.Field == Summary) summary = fields.Bytes;
            else if (fields.Field == SessionLog) restarts = true;
        }

        if (fields.IsDamaged || step < 0) return default;
        if (restarts) return new() { Step = step, Kind = EventKind.Restart };
        var values = new ProtoFields(summary);
        return values.Next() && values.Field == Value ? ReadValue(step, values.Bytes) : default;
    }

    /// <summary>The PNG in the message of a picture; empty if there is none.</summary>
    public static ReadOnlySpan<byte> PictureOf(ReadOnlySpan<byte> image)
    {
        ReadOnlySpan<byte> png = default;
        for (var fields = new ProtoFields(image); fields.Next();)
            if (fields.Field == Encoded) png = fields.Bytes;
        return png;
    }

    private static EventMessage ReadValue(long step, ReadOnlySpan<byte> value)
    {
        var fields = new ProtoFields(value);
        ReadOnlySpan<byte> tag = default, content = default;
        var (kind, scalar) = (EventKind.Other, 0f);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case TagField: tag = fields.Bytes; break;
                case SimpleValue when fields.IsFloat: (kind, scalar) = (EventKind.Scalar, fields.Float); break;
                case ImageValue: kind = EventKind.Image; content = fields.Bytes; break;
                case HistogramValue: kind = EventKind.Histogram; content = fields.Bytes; break;
            }
        }

        return fields.IsDamaged ? default : new() { Step = step, Kind = kind, Tag = tag, Scalar = scalar, Content = content };
    }
}
