namespace Descent.Tests.Formats.Fuzzing;

/// <summary>Small run files that are right, or nearly.</summary>
internal static class YamlSeeds
{
    public static readonly string[] All =
    [
        """
        # a comment
        name: "wine\t1"
        data: {source: {csv: {path: a.csv, label: x, ignore: [a, "c d"]}}, split: {test: 1.5e-1}}
        model:
          layers: [linear: 128, relu, dropout: {keep: 0.8}, linear: {outputs: 3}]
        training: {epochs: 60, early_stopping: null}
        """,
        """
        seed: 3
        model:
          network: mlp
          hidden:
            - 8
            - 4
        training:
          optimizer: {adam: {learning_rate: 0.001, weight_decay: 0}}
          early_stopping: {patience: 5, metric: 'validation.loss'}
        """,
        """
        name: a
        text: |
          block
          more
        folded: >-
          folded
        """,
        "training: {epochs: 2, batch_size: 64}\n",
    ];
}
