namespace Descent;

/// <summary>
/// Operands that do not fit an operation. The message names the operation, each operand with its shape, the rule and,
/// when it happened inside a network, the module: <c>in model.classifier.0 (Linear)</c>.
/// </summary>
public sealed class ShapeException(string message) : ArgumentException(message)
{
    private readonly List<Module> _modules = [];

    /// <inheritdoc/>
    public override string Message
    {
        get
        {
            if (_modules.Count == 0) return base.Message;
            var path = "model";
            for (var i = _modules.Count - 2; i >= 0; i--) path += "." + _modules[i + 1].NameOfChild(_modules[i]);
            return $"{base.Message}\n  in {path} ({_modules[0].GetType().Name})";
        }
    }

    /// <summary>Notes, while the exception travels up, that it passed through <paramref name="module"/>.</summary>
    internal void PassThrough(Module module) => _modules.Add(module);

    /// <summary>Throws unless <paramref name="holds"/>; the message is only built when it is needed.</summary>
    internal static void Require(bool holds, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(holds))] ref Text message)
    {
        if (!holds) throw new ShapeException(message.ToString());
    }

    /// <summary>An interpolated string that costs nothing while the rule holds.</summary>
    [System.Runtime.CompilerServices.InterpolatedStringHandler]
    internal ref struct Text
    {
        private System.Runtime.CompilerServices.DefaultInterpolatedStringHandler _text;

        public Text(int literals, int holes, bool holds, out bool needed)
        {
            needed = !holds;
            if (needed) _text = new(literals, holes);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public override string ToString() => _text.ToStringAndClear();
    }
}
