using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Descent.Tests.Architecture;

/// <summary>The rules of docs and design on who may use whom, read from the compiled types; folders come from the sources.</summary>
public partial class DependencyTests
{
    private static readonly Dictionary<string, string> s_folders = FindFolders();

    [Fact]
    public void Kernels_use_only_the_runtime_and_each_other()
    {
        // Work is handed to threads by the worker team, which knows nothing of tensors either.
        AssertUses("Kernels", allowed: ["Kernels"], and: ["WorkerTeam", "IJob"]);
    }

    [Fact]
    public void Ops_use_autograd_core_devices_and_kernels_structs() => AssertUses("Ops", allowed: ["Ops", "Autograd", "Core", "Devices", "Kernels"], and: []);

    [Fact]
    public void The_library_uses_neither_the_command_nor_the_dashboard_nor_native_code()
    {
        var references = typeof(Tensor).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToList();
        Assert.DoesNotContain(references, r => r.StartsWith("Descent", StringComparison.Ordinal));
        Assert.All(references, r => Assert.True(r.StartsWith("System.", StringComparison.Ordinal) || r == "CsvHelper", $"the library references {r}"));
        var imports = typeof(Tensor).Assembly.GetTypes().SelectMany(t => t.GetMethods(Everything)).Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl));

        // Only calls of the C library that the base library lacks, fsync of a directory and the wish for large pages, and in one
        // file those of the system's JPEG decoder.
        Assert.All(imports, m => Assert.Equal(
            Outermost(m.DeclaringType!).Name == "TurboJpeg" ? "turbojpeg" : "libc",
            m.GetCustomAttribute<System.Runtime.InteropServices.DllImportAttribute>()!.Value));
    }

    [Fact]
    public void Every_public_type_is_in_the_one_namespace_a_user_imports() =>
        Assert.All(typeof(Tensor).Assembly.GetExportedTypes(), t => Assert.Equal("Descent", t.Namespace));

    [Fact]
    public void Source_files_stay_short()
    {
        var root = Path.Combine(RepositoryRoot(), "src");
        Assert.All(
            Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories),
            f => Assert.True(File.ReadLines(f).Count() <= 500, $"{Path.GetRelativePath(root, f)} has more than 500 lines"));
    }

    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static void AssertUses(string folder, string[] allowed, string[] and)
    {
        var types = typeof(Tensor).Assembly.GetTypes().Where(t => FolderOf(t) == folder).ToList();
        Assert.True(types.Count > 5, $"only {types.Count} types were found in {folder}: does the search still work?");
        var broken = new List<string>();
        foreach (var type in types)
        {
            foreach (var used in UsedBy(type))
            {
                if (FolderOf(used) is { } other && !allowed.Contains(other) && !and.Contains(Outermost(used).Name))
                    broken.Add($"{type.FullName} ({folder}) uses {used.FullName} ({other})");
            }
        }

        Assert.True(broken.Count == 0, string.Join("\n", broken.Distinct()));
    }

    private static HashSet<Type> UsedBy(Type type)
    {
        var used = new HashSet<Type>();
        void Add(Type? t)
        {
            if (t is null) return;
            if (t.HasElementType) Add(t.GetElementType());
            else if (t.IsGenericType)
            {
                used.Add(t.GetGenericTypeDefinition());
                foreach (var argument in t.GetGenericArguments()) Add(argument);
            }
            else if (!t.IsGenericParameter) used.Add(t);
        }

        Add(type.BaseType);
        foreach (var i in type.GetInterfaces()) Add(i);
        foreach (var field in type.GetFields(Everything)) Add(field.FieldType);
        foreach (var method in type.GetMembers(Everything).OfType<MethodBase>())
        {
            foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
            if (method is MethodInfo info) Add(info.ReturnType);
            if (method.GetMethodBody() is not { } body) continue;
            foreach (var local in body.LocalVariables) Add(local.LocalType);
            foreach (var member in Tokens(method, body.GetILAsByteArray()!))
            {
                Add(member as Type ?? member.DeclaringType);
                if (member is MethodInfo { IsGenericMethod: true } generic)
                    foreach (var argument in generic.GetGenericArguments()) Add(argument);
            }
        }

        return used;
    }

    /// <summary>The members that a method's instructions name.</summary>
    internal static IEnumerable<MemberInfo> Tokens(MethodBase method, byte[] il)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            short code = il[at++];
            if (code == 0xFE) code = unchecked((short)(0xFE00 | il[at++]));
            var op = s_opcodes[code];
            switch (op.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)!;
                    at += 4;
                    break;
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar: at += 1; break;
                case OperandType.InlineVar: at += 2; break;
                case OperandType.InlineI8 or OperandType.InlineR: at += 8; break;
                case OperandType.InlineSwitch: at += 4 + 4 * BitConverter.ToInt32(il, at); break;
                default: at += 4; break;
            }
        }
    }

    private static readonly Dictionary<short, OpCode> s_opcodes = typeof(OpCodes).GetFields()
        .Select(f => f.GetValue(null)).OfType<OpCode>().ToDictionary(o => o.Value);

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }

    private static string? FolderOf(Type type)
    {
        if (type.Assembly != typeof(Tensor).Assembly) return null;
        var outer = Outermost(type);
        return s_folders.GetValueOrDefault($"{outer.Namespace}.{outer.Name.Split('`')[0]}");
    }

    private static Dictionary<string, string> FindFolders()
    {
        var folders = new Dictionary<string, string>();
        var root = Path.Combine(RepositoryRoot(), "src", "Descent");
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var folder = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0];
            var space = NamespaceLine().Match(text).Groups[1].Value;
            foreach (Match match in Declaration().Matches(text)) folders[$"{space}.{match.Groups[1].Value}"] = folder;
        }

        return folders;
    }

    /// <summary>Where the sources of this test lie, up to the folder that holds the solution.</summary>
    internal static string RepositoryRoot([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here)!;
        while (!File.Exists(Path.Combine(folder, "Descent.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:public |internal |file )?(?:static |abstract |sealed |readonly |unsafe |partial |ref )*(?:class|struct|interface|enum|record struct|record)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
