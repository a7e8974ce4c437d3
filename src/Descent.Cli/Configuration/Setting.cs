namespace Descent.Cli;

/// <summary><c>--set a.b.c=value</c>: puts a value, itself YAML, into the tree that was read from the file.</summary>
internal static class Setting
{
    public static void Apply(YamlMap root, string setting, Problems problems)
    {
        var equals = setting.IndexOf('=');
        var path = equals < 0 ? setting : setting[..equals];
        var source = $"--set {path}";
        var place = new Place(source, 0, 0);
        var keys = path.Split('.');
        if (equals < 0 || keys.Any(k => k.Length == 0 || k.Any(c => char.IsWhiteSpace(c) || c is '{' or '}' or '[' or ']')))
        {
            problems.Add(place, "", "expected a key path, an equals sign and a value, such as --set training.epochs=20.");
            return;
        }

        if (YamlReader.ReadSetting(source, setting[(equals + 1)..], problems) is { } value) Put(root, keys, value, place, problems);
    }

    private static void Put(YamlMap root, string[] keys, YamlNode value, Place place, Problems problems)
    {
        var node = (YamlNode)root;
        for (var depth = 0; depth < keys.Length; depth++)
        {
            var key = keys[depth];
            var last = depth == keys.Length - 1;
            switch (node)
            {
                case YamlMap map:
                    if (last) map.Set(key, value, place);
                    else node = Inner(map, key, keys[depth + 1], place);
                    break;
                case YamlList list when int.TryParse(key, out var index) && index >= 0 && index < list.Items.Count:
                    if (last) list.Items[index] = value;
                    else node = list.Items[index];
                    break;
                default:
                    var above = string.Join('.', keys[..depth]);
                    problems.Add(place, "", node is YamlList items
                        ? $"{above} is a list whose {items.Items.Count} items are counted from 0; there is no item {key}."
                        : $"{above} is {node.Describe()}, which has no keys inside; set {above} itself.");
                    return;
            }
        }
    }

    /// <summary>The mapping under a key, made where there is none: <c>optimizer: adam</c> stands for <c>optimizer: {adam: {}}</c>.</summary>
    private static YamlNode Inner(YamlMap map, string key, string next, Place place)
    {
        if (map[key] is YamlMap or YamlList) return map[key]!;
        var inner = new YamlMap(place);
        if (map[key] is YamlScalar { IsNull: false } scalar)
        {
            if (scalar.Text != next) return scalar;
            inner.Set(next, new YamlMap(scalar.Place), scalar.Place);
        }

        map.Set(key, inner, map.PlaceOf(key) ?? place);
        return inner;
    }
}
