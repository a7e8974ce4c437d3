using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace Descent;

/// <summary>Gives a property another name in state dictionaries; the empty name drops out of the path.</summary>
/// <param name="name">The name, as PyTorch has it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StateNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>Finds the parameters and submodules among a module's public properties; reflects once a type.</summary>
internal static class ModuleMembers
{
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> s_members = new();

    public static List<(string Name, Parameter Parameter)> ParametersOf(Module module)
    {
        var found = new List<(string, Parameter)>();
        foreach (var (name, property) in MembersOf(module.GetType()))
            if (property.GetValue(module) is Parameter parameter) found.Add((name, parameter));
        return found;
    }

    public static List<(string Name, Module Module)> ChildrenOf(Module module)
    {
        var found = new List<(string, Module)>();
        foreach (var (name, property) in MembersOf(module.GetType()))
        {
            switch (property.GetValue(module))
            {
                case Module child:
                    found.Add((name, child));
                    break;
                case IEnumerable<KeyValuePair<string, Module>> named:
                    found.AddRange(named.Select(child => (Join(name, child.Key), child.Value)));
                    break;
                case IEnumerable<Module> list:
                    found.AddRange(list.Select((child, i) => (Join(name, $"{i}"), child)));
                    break;
            }
        }

        return found;
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : name.Length == 0 ? path : $"{path}.{name}";

    /// <summary><c>RunningMean</c> → <c>running_mean</c>, <c>Layer1</c> → <c>layer1</c>.</summary>
    public static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private static (string Name, PropertyInfo Property)[] MembersOf(Type type) => s_members.GetOrAdd(type, static t =>
        [.. t.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.Name != nameof(Module.Children) && p.GetIndexParameters().Length == 0)
            .Where(p => p.PropertyType.IsAssignableTo(typeof(Parameter)) || p.PropertyType.IsAssignableTo(typeof(Module))
                || p.PropertyType.IsAssignableTo(typeof(IEnumerable<Module>)) || p.PropertyType.IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, Module>>)))
            .OrderBy(p => Depth(p.DeclaringType!)).ThenBy(p => p.MetadataToken)
            .Select(p => (p.GetCustomAttribute<StateNameAttribute>()?.Name ?? SnakeCase(p.Name), p))]);

    /// <summary>Distance from the root class: what a base class declares comes first.</summary>
    private static int Depth(Type type) => type.BaseType is { } b ? Depth(b) + 1 : 0;
}
