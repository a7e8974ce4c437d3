namespace Descent.Cli;

/// <summary>A penalty with its settings.</summary>
internal sealed record RegularizerConfig(string Name, Func<Regularizer> Build)
{
    private static readonly (string Name, PenaltyScope Value)[] s_scopes = [("weights", PenaltyScope.Weights), ("all", PenaltyScope.All)];
    private static readonly (string Name, AbsoluteMethod Value)[] s_methods = [("proximal", AbsoluteMethod.Proximal), ("subgradient", AbsoluteMethod.Subgradient)];

    /// <summary>Key <c>regularization</c>: one penalty, or a list of them; null if none is given.</summary>
    public static RegularizerConfig? Read(Section s) => s.Optional("regularization", value =>
    {
        if (value.Node is not YamlList) return value.OneOf("penalty", Table);
        var parts = value.List(item => item.OneOf("penalty", Table), "penalties, such as [{lasso: {lambda: 1.0e-4}}]");
        return new RegularizerConfig("several", () => new Regularizers([.. parts.Select(p => p!.Build())]));
    });

    /// <summary>The penalties a run file can name.</summary>
    public static IReadOnlyList<Entry<RegularizerConfig>> Table { get; } =
    [
        Entry("lasso", s =>
        {
            var (lambda, method) = (ReadLambda(s), s.Word("method", s_methods));
            return (only, include) => new Lasso(lambda, method) { Only = only, Include = include };
        }),
        Entry("ridge", s =>
        {
            var lambda = ReadLambda(s);
            return (only, include) => new Ridge(lambda) { Only = only, Include = include };
        }),
        Entry("elastic_net", s =>
        {
            var lambda = ReadLambda(s);
            var alpha = s.Number("alpha", 0.5, Bounds.Between(0, 1));
            var method = s.Word("method", s_methods);
            return (only, include) => new ElasticNet(lambda, alpha, method) { Only = only, Include = include };
        }),
        Entry("elastic_net_scikit", s =>
        {
            var alpha = s.Required("alpha", v => v.Number(Bounds.NotNegative), "the strength, as scikit-learn's alpha");
            var ratio = s.Number("l1_ratio", 0.5, Bounds.Between(0, 1));
            var method = s.Word("method", s_methods);
            return (only, include) =>
            {
                var net = ElasticNet.FromScikitLearn(alpha, ratio, method);
                return new ElasticNet(net.Lambda, net.Alpha, method) { Only = only, Include = include };
            };
        }),
        Entry("group_lasso", s =>
        {
            var lambda = ReadLambda(s);
            return (only, _) => new GroupLasso(lambda) { Only = only };
        }, hasScope: false),
    ];

    private static Entry<RegularizerConfig> Entry(string name, Func<Section, Func<string, PenaltyScope, Regularizer>> read, bool hasScope = true) => new(name, value => value.Map(s =>
    {
        var build = read(s);
        var only = s.Text("only", "*");
        var include = hasScope ? s.Word("include", s_scopes) : PenaltyScope.Weights;
        return new RegularizerConfig(name, () => build(only, include));
    }), Example: "lambda: 1.0e-4");

    private static double ReadLambda(Section s) => s.Required("lambda", v => v.Number(Bounds.NotNegative), "the strength, such as lambda: 1.0e-4");
}
