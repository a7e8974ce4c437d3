using Xunit;

namespace Descent.Tests;

/// <summary>What the command says about a wrong configuration, to the letter: the messages are part of the product.</summary>
public sealed class ConfigurationErrorTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_problems_are_listed_at_once_with_place_path_value_and_remedy()
    {
        Assert.Equal("""
            descent: the configuration has 18 problems; nothing was run or written.
              run.yaml:1:7: name: "../x" cannot name a folder; expected 1 to 100 letters, digits, dots, dashes and underscores, not starting with a dot.
              run.yaml:2:7: seed: given -1; expected a whole number, at least 0 and below 2^64.
              run.yaml:4:17: data.source.csv: the column to predict is missing; expected label (a class) or target (a number), with the name of the column.
              run.yaml:4:31: data.source.csv.labl: unknown key; did you mean label? Keys here: path, label, target, standardize, standardize_target, ignore, categorical, numeric, separator, missing, image, path_column.
              run.yaml:5:10: data.split: validation 0.6 + test 0.6 = 1.2, which leaves nothing to train on; the two must add up to less than 1.
              run.yaml:6:18: model.network: mpl is unknown; did you mean mlp? There are mlp, resnet20, resnet32, resnet56, lenet5, resnet18, resnet34, resnet50, squeezenet1_0, squeezenet1_1, mobilenet_v2, vgg11, vgg11_bn, vgg16, vgg16_bn, alexnet, densenet121, efficientnet_b0, convnext_tiny, cnn.
              run.yaml:6:37: model.hidden.1: 0 is not possible; expected a whole number, at least 1 and at most 1048576.
              run.yaml:6:40: model.hidden.2: given the text "64"; expected a whole number, at least 1 and at most 1048576. Remove the quotes.
              run.yaml:6:56: model.dropout: given 0.8; expected {keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero.
              run.yaml:8:11: training.epochs: 0 is not possible; expected a whole number, at least 1.
              run.yaml:9:3: training.epochs: the key is given twice, first on line 8; keep one.
              run.yaml:10:15: training.batch_size: given many; expected a whole number, at least 1.
              run.yaml:11:3: training.lerning_rate: unknown key; did you mean training.optimizer.adam.learning_rate? Keys here: epochs, batch_size, threads, loss, optimizer, schedule, accumulate, clip, guard, regularization, max_norm, averaging, early_stopping, log, weights.
              run.yaml:12:9: training.loss: mean_squared_error compares numbers, but the data's target is a class; expected cross_entropy or, for two classes, binary_cross_entropy.
              run.yaml:13:37: training.optimizer.adam.learning_rate: -1 is not possible; expected a number above 0.
              run.yaml:14:30: training.early_stopping.patience: 0 is not possible; expected a whole number, at least 1.
              run.yaml:14:33: training.early_stopping.foo: unknown key. Keys here: patience, min_delta, metric, relative, restore_best.
              run.yaml:15:1: augment: unknown key; did you mean data.augment? Keys here: name, seed, data, model, training, checkpoint.

            """, ErrorsOf("""
            name: ../x
            seed: -1
            data:
              source: {csv: {path: a.csv, labl: x}}
              split: {validation: 0.6, test: 0.6}
            model: {network: mpl, hidden: [128, 0, "64"], dropout: 0.8}
            training:
              epochs: 0
              epochs: 3
              batch_size: many
              lerning_rate: 3
              loss: mean_squared_error
              optimizer: {adam: {learning_rate: -1}}
              early_stopping: {patience: 0, foo: 1}
            augment: []
            """));
    }

    [Theory]
    [InlineData("model: {dropout: {keep: 0}}", "1:25: model.dropout.keep: 0 is not possible; expected a number above 0 and at most 1.")]
    [InlineData("model: {dropout: {drop: 1}}", "1:25: model.dropout.drop: 1 is not possible; expected a number at least 0 and below 1.")]
    [InlineData("model: {dropout: {keep: 0.8, drop: 0.2}}", "1:18: model.dropout: keep and drop are given together; leave one out: keep is 1 − drop.")]
    [InlineData("training: {guard: {skip: {most: 0}}}", "1:33: training.guard.skip.most: 0 is not possible; expected a whole number, at least 1.")]
    [InlineData("training: {guard: restore}\ncheckpoint: null", "2:13: checkpoint: training.guard is to restore the last checkpoint, but checkpoints are switched off; leave checkpoint out or set it, or use training.guard: skip or stop.")]
    [InlineData("training: {clip: {global_norm: 0}}", "1:32: training.clip.global_norm: 0 is not possible; expected a number above 0.")]
    [InlineData("training: {regularization: {elastic_net: {lambda: 1, alpha: 1.5}}}", "1:61: training.regularization.elastic_net.alpha: 1.5 is not possible; expected a number at least 0 and at most 1.")]
    [InlineData("training: {regularization: {lasso: {}}}", "1:36: training.regularization.lasso: the key lambda is missing; expected the strength, such as lambda: 1.0e-4.")]
    [InlineData("training: {optimizer: {adam: {beta1: 1}}}", "1:38: training.optimizer.adam.beta1: 1 is not possible; expected a number at least 0 and below 1.")]
    [InlineData("training: {optimizer: {rmsprop: {epsilon: 0}}}", "1:43: training.optimizer.rmsprop.epsilon: 0 is not possible; expected a number above 0.")]
    [InlineData("training: {averaging: {ema: {decay: 1}}}", "1:37: training.averaging.ema.decay: 1 is not possible; expected a number at least 0 and below 1.")]
    [InlineData("training: {schedule: {cosine: {warmup: 1}}}", "1:32: training.schedule.cosine.warmup: unknown key; did you mean warmup_steps? Keys here: end, per, warmup_epochs, warmup_steps, warmup_start.")]
    [InlineData("training: {schedule: {step: {}}}", "1:29: training.schedule.step: the key every is missing; expected how many epochs lie between two reductions, such as every: 30.")]
    [InlineData("training: {schedule: {multi_step: {milestones: [5, 5]}}}", "1:48: training.schedule.multi_step.milestones: the milestones do not ascend; put them in order, each once.")]
    [InlineData("training: {schedule: {plateau: {factor: 1}}}", "1:41: training.schedule.plateau.factor: 1 is not possible; expected a number above 0 and below 1.")]
    [InlineData("training: {schedule: {cosine: {warmup_epochs: 1, warmup_steps: 9}}}", "1:64: training.schedule.cosine.warmup_steps: warmup_epochs and warmup_steps are given together; keep one.")]
    [InlineData("training: {schedule: cosin}", "1:22: training.schedule: unknown schedule cosin; did you mean cosine? There are constant, step, multi_step, exponential, polynomial, cosine, cosine_restarts, one_cycle, plateau.")]
    [InlineData("model: {dropout: {}}", "1:18: model.dropout: given an empty mapping; expected {keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero.")]
    [InlineData("model: {dropout: {kep: 0.8}}", "1:19: model.dropout.kep: unknown key; did you mean keep? Keys here: keep, drop.")]
    [InlineData("model: {layers: [linear: 10], network: mlp}", "1:40: model.network: network and layers are given together; keep one: a network by name, or its layers one by one.")]
    [InlineData("model: {layers: [liner: 10]}", "1:18: model.layers.0: unknown layer liner; did you mean linear? There are linear, conv, conv1d, conv_transpose, max_pool, avg_pool, adaptive_avg_pool, global_avg_pool, upsample, relu, relu6, leaky_relu, elu, selu, gelu, silu, sigmoid, tanh, softplus, hard_swish, softmax, log_softmax, batch_norm, layer_norm, group_norm, rms_norm, dropout, spatial_dropout, drop_path, flatten, residual.")]
    [InlineData("model: {layers: [linear: {bias: false}]}", "1:26: model.layers.0.linear: the key outputs is missing; expected the number of outputs, such as linear: 128.")]
    [InlineData("model: {layers: [dropout: 0.2]}", "1:27: model.layers.0.dropout: given 0.2; expected {keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero.")]
    [InlineData("model: {activation: rleu}", "1:21: model.activation: unknown activation rleu; did you mean relu? There are relu, relu6, leaky_relu, elu, selu, gelu, silu, sigmoid, tanh, softplus, hard_swish, softmax, log_softmax.")]
    [InlineData("model: {initializer: xavier}", "1:22: model.initializer: unknown initializer xavier; did you mean xavier_normal? There are kaiming_uniform, kaiming_normal, xavier_uniform, xavier_normal, xavier_truncated_normal, lecun_uniform, lecun_normal, orthogonal, constant.")]
    [InlineData("model: {hidden: 128}", "1:17: model.hidden: given 128; expected a list of widths, such as [128, 64].")]
    [InlineData("training: {optimizer: adm}", "1:23: training.optimizer: unknown optimizer adm; did you mean adam? There are adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad, adadelta, amsgrad, nadam, adamax, lion, lamb.")]
    [InlineData("training: {optimizer: {sgd: {}, adam: {}}}", "1:33: training.optimizer: sgd and adam are given together; expected one optimizer of adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad, adadelta, amsgrad, nadam, adamax, lion, lamb. To replace it on the command line: --set 'training.optimizer={adam: {…}}'.")]
    [InlineData("training: {optimizer: {sgd: {learning_rate: 1e400}}}", "1:45: training.optimizer.sgd.learning_rate: given 1e400; expected a number, above 0.")]
    [InlineData("training: {optimizer: {sgd: {learning_rate:0.1}}}", "1:30: training.optimizer.sgd.learning_rate:0.1: unknown key; did you mean learning_rate? Keys here: convention, learning_rate, weight_decay, groups.")]
    [InlineData("training: {optimizer: {sgd: learning_rate:0.1}}", "1:29: training.optimizer.sgd: given learning_rate:0.1; expected a mapping of keys. A space is needed after the colon.")]
    [InlineData("training: {batch_size: 0}", "1:24: training.batch_size: 0 is not possible; expected a whole number, at least 1.")]
    [InlineData("training: {batch_size: 1.5}", "1:24: training.batch_size: given 1.5; expected a whole number, at least 1.")]
    [InlineData("training: {epochs: 3000000000}", "1:20: training.epochs: 3000000000 is too large; expected a whole number below 2,147,483,648.")]
    [InlineData("training: {epochs: }", "1:20: training.epochs: given nothing; expected a whole number, at least 1.")]
    [InlineData("training: 3", "1:11: training: given 3; expected a mapping of keys.")]
    [InlineData("training: {threads: 0}", "1:21: training.threads: 0 is not possible; expected a whole number, at least 1 and at most 256.")]
    [InlineData("training: {early_stopping: {relative: yes}}", "1:39: training.early_stopping.relative: given yes; expected true or false.")]
    [InlineData("training: {early_stopping: {metric: val_loss}}", "1:37: training.early_stopping.metric: \"val_loss\" is unknown; expected validation. or train. and a metric, such as validation.loss or validation.accuracy.")]
    [InlineData("data: {source: {csv: {path: a.csv, label: a, target: b}}}", "1:54: data.source.csv.target: label and target are given together; keep label to predict a class, or target to predict a number.")]
    [InlineData("data: {source: {csv: {label: a}}}", "1:22: data.source.csv: the key path is missing; expected the path of the CSV file.")]
    [InlineData("data: {source: digit}", "1:16: data.source: unknown source digit; did you mean digits? There are digits, csv, idx, folder, cifar10, cifar100, npy.")]
    [InlineData("data: {split: {validation: -0.1}}", "1:28: data.split.validation: -0.1 is not possible; expected a number at least 0 and below 1.")]
    [InlineData("data: {source: {csv: {path: a.csv, target: y}}}\ntraining: {loss: cross_entropy}", "2:18: training.loss: cross_entropy judges classes, but the data's target is a number; expected mean_squared_error, mean_absolute_error or huber, or name the class column as label instead of target.")]
    public void A_wrong_value_is_named_with_the_rule_it_breaks(string yaml, string problem) =>
        Assert.Equal($"descent: the configuration has a problem; nothing was run or written.\n  run.yaml:{problem}\n", ErrorsOf(yaml));

    [Theory]
    [InlineData("", "1:1: the file is empty; start from a file in examples/, or leave the file out to use the built-in digits run.")]
    [InlineData("# only a comment\n", "1:1: the file is empty; start from a file in examples/, or leave the file out to use the built-in digits run.")]
    [InlineData("- a\n- b\n", "1:1: the file holds a list; expected keys such as data, model and training.")]
    [InlineData("just words", "1:1: the file holds just words; expected keys such as data, model and training.")]
    [InlineData("data:\n\tsource: digits\n", "2:1: a tab indents this line; YAML is indented with spaces only.")]
    [InlineData("a: &x [1]\nb: *x\n", "1:4: not valid YAML: anchors (&name) are not used in run files; write the value out where it is needed.")]
    [InlineData("a: *x\n", "1:4: not valid YAML: aliases (*name) are not used in run files; write the value out.")]
    [InlineData("name: !!str x\n", "1:7: not valid YAML: tags (!name) are not used in run files; leave it out.")]
    [InlineData("seed: 1\n---\nseed: 2\n", "2:1: not valid YAML: a second document starts here; a run file holds one.")]
    [InlineData("? [a]\n: 1\n", "1:3: not valid YAML: a key is a plain text, such as epochs.")]
    [InlineData("a\0b: 1", "1:2: the control character U+0000 has no place in YAML; is it the right file?")]
    public void What_is_no_run_file_is_refused_with_its_place(string yaml, string problem) =>
        Assert.Equal($"descent: the configuration has a problem; nothing was run or written.\n  run.yaml:{problem}\n", ErrorsOf(yaml));

    [Theory]
    [InlineData("seed: 1\nmodel: {hidden: [1, 2\n", "2:17: the [ that opens here is not closed by a ], or its items are not separated by commas (noticed on line 3).")]
    [InlineData("seed: 1\nmodel: {hidden: [1, 2]\ntraining: 3\n", "2:8: the { that opens here is not closed by a }, or its items are not separated by commas.")]
    [InlineData("seed: 1\ntraining\n  epochs: 2\n", "3:9: not valid YAML: while scanning a multiline plain scalar, found invalid mapping.")]
    [InlineData("name: \"a\n", "1:7: not valid YAML: while scanning a quoted scalar, found unexpected end of stream.")]
    public void Broken_syntax_is_named_with_its_place(string yaml, string problem) =>
        Assert.Equal($"descent: the configuration has a problem; nothing was run or written.\n  run.yaml:{problem}\n", ErrorsOf(yaml));

    [Fact]
    public void A_file_that_is_not_text_is_refused()
    {
        var path = _folder.Write("run.yaml", "");
        File.WriteAllBytes(path, [(byte)'a', (byte)':', 0xFF, 0xFE]);
        Assert.Equal("descent: the configuration has a problem; nothing was run or written.\n  run.yaml:1:1: byte 3 is not UTF-8 text; save the file as UTF-8.\n", _folder.Run("train", path).Error);
    }

    [Fact]
    public void A_huge_file_is_refused_without_being_read()
    {
        var path = _folder.Out("run.yaml");
        using (var stream = File.Create(path)) stream.SetLength(3L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = _folder.Run("train", path);
        Assert.Equal("descent: the configuration has a problem; nothing was run or written.\n  run.yaml:1:1: the file is larger than 1 MiB, which no run file needs; is it the right file?\n", outcome.Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        Assert.Contains("not valid YAML: nested more than 32 levels deep", ErrorsOf("a: " + new string('[', 5000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training.epochs=0", "--set training.epochs: 0 is not possible; expected a whole number, at least 1.")]
    [InlineData("training.epoch=5", "--set training.epoch: unknown key; did you mean epochs? Keys here: epochs, batch_size, threads, loss, optimizer, schedule, accumulate, clip, guard, regularization, max_norm, averaging, early_stopping, log, weights.")]
    [InlineData("model.dropout=0.5", "--set model.dropout: given 0.5; expected {keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero.")]
    [InlineData("model={dropout: 0.5}", "--set model: model.dropout: given 0.5; expected {keep: 0.8}, the share of values that stay, or {drop: 0.2}, the share set to zero.")]
    [InlineData("training.optimizer.sgd.learning_rate=1", "--set training.optimizer.sgd.learning_rate: training.optimizer: adamw and sgd are given together; expected one optimizer of adam, adamw, sgd, momentum, nesterov, rmsprop, adagrad, adadelta, amsgrad, nadam, adamax, lion, lamb. To replace it on the command line: --set 'training.optimizer={sgd: {…}}'.")]
    [InlineData("model.hidden.5=3", "--set model.hidden.5: model.hidden is a list whose 2 items are counted from 0; there is no item 5.")]
    [InlineData("seed.x=3", "--set seed.x: seed is 1, which has no keys inside; set seed itself.")]
    [InlineData("epochs", "--set epochs: expected a key path, an equals sign and a value, such as --set training.epochs=20.")]
    [InlineData("=3", "--set : expected a key path, an equals sign and a value, such as --set training.epochs=20.")]
    [InlineData("a..b=3", "--set a..b: expected a key path, an equals sign and a value, such as --set training.epochs=20.")]
    [InlineData("training.epochs=[1", "--set training.epochs: the [ that opens here is not closed by a ], or its items are not separated by commas.")]
    public void A_wrong_setting_is_named_by_its_option(string setting, string problem) => Assert.Equal(
        $"descent: the configuration has a problem; nothing was run or written.\n  {problem}\n",
        _folder.Run("train", "--set", setting, "--out", _folder.Out("run")).Error);

    private string ErrorsOf(string yaml)
    {
        var outcome = _folder.Run("train", _folder.Write("run.yaml", yaml), "--out", _folder.Out("run"));
        Assert.Equal(2, outcome.Code);
        Assert.Empty(outcome.Output);
        Assert.False(Directory.Exists(_folder.Out("run")));
        return outcome.Error;
    }
}
