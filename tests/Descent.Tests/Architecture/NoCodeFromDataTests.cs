using System.Reflection;
using Xunit;

namespace Descent.Tests.Architecture;

/// <summary>Promise R21: no data file can run code or name it. Looked up in the compiled methods, so that no spelling hides a call.</summary>
public class NoCodeFromDataTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>Types that turn text or bytes into objects of any type, or into code.</summary>
    private static readonly string[] s_types =
    [
        "System.Runtime.Serialization.", "System.Xml.Serialization.", "System.Reflection.Emit.", "System.Runtime.Loader.", "System.Linq.Expressions.",
        "System.CodeDom", "Microsoft.CodeAnalysis", "Microsoft.CSharp", "Newtonsoft.Json", "System.Resources.ResourceReader", "System.Windows.Markup",
    ];

    /// <summary>Methods that find a type, a method or an assembly by its name, or start something.</summary>
    private static readonly (string Type, string Method)[] s_methods =
    [
        ("System.Type", "GetType"), ("System.Type", "GetTypeFromProgID"), ("System.Type", "InvokeMember"), ("System.Reflection.Assembly", "Load"), ("System.Reflection.Assembly", "LoadFrom"),
        ("System.Reflection.Assembly", "LoadFile"), ("System.Reflection.Assembly", "UnsafeLoadFrom"), ("System.Reflection.Assembly", "GetType"), ("System.Reflection.Assembly", "CreateInstance"),
        ("System.Reflection.Module", "GetType"), ("System.Activator", "CreateInstance"), ("System.Activator", "CreateInstanceFrom"), ("System.AppDomain", "Load"),
        ("System.AppDomain", "CreateInstance"), ("System.Diagnostics.Process", "Start"), ("System.Runtime.InteropServices.NativeLibrary", "Load"),
    ];

    /// <summary>The one exception: <c>train --dashboard</c> starts this same program, by the path of its own process, with a verb that is written in the code.</summary>
    private const string StartsItself = "Descent.Cli.DashboardCompanion.Start";

    public static TheoryData<string> Assemblies => [.. new[] { typeof(Tensor), typeof(Cli.RunConfig), typeof(global::Descent.Dashboard.Page) }.Select(type => type.Assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Nothing_calls_what_turns_data_into_types_or_code(string name)
    {
        var methods = 0;
        foreach (var type in Assembly.Load(name).GetTypes())
        {
            foreach (var method in type.GetMembers(Everything).OfType<MethodBase>())
            {
                if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) continue;
                methods++;
                if ($"{type.FullName}.{method.Name}" == StartsItself) continue;
                foreach (var used in DependencyTests.Tokens(method, il)) Assert.False(IsForbidden(used), $"{type.FullName}.{method.Name} uses {used.DeclaringType?.FullName}.{used.Name}");
            }
        }

        Assert.True(methods > 500, $"only {methods} methods were found in {name}: does the search still work?");
    }

    [Fact]
    public void The_search_finds_such_calls()
    {
        var names = typeof(Offender).GetMethods(Everything).SelectMany(m => DependencyTests.Tokens(m, m.GetMethodBody()!.GetILAsByteArray()!)).Where(IsForbidden).Select(m => m.Name);
        Assert.Equal(["CreateInstance", "GetType", "Start"], names.Order(StringComparer.Ordinal));
    }

    // new T() of a generic method is compiled to Activator.CreateInstance<T>(): the type is in the code, not in a name.
    private static bool IsForbidden(MemberInfo member) => member is MethodBase method && method.DeclaringType?.FullName is { } type
        && (s_types.Any(t => type.StartsWith(t, StringComparison.Ordinal)) || (s_methods.Contains((type, method.Name)) && !method.IsGenericMethod && (method.Name != "GetType" || method.GetParameters().Length > 0)));

    /// <summary>What must not be written.</summary>
    private static class Offender
    {
        public static object? Make(string name) => Activator.CreateInstance(Type.GetType(name)!);

        public static void Run(string command) => System.Diagnostics.Process.Start(command);
    }
}
