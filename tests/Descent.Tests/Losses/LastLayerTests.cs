using Xunit;

namespace Descent.Tests.Losses;

public class LastLayerTests
{
    [Fact]
    public void A_loss_from_logits_refuses_a_network_that_ends_in_probabilities()
    {
        Says("CrossEntropy: the network's last layer, model.1 (Softmax), already puts out probabilities, but this loss takes logits and applies its own softmax. " +
            "With both, gradients shrink and no error says so. Remove the layer, and call Softmax() on the network's output where you want probabilities, or use CrossEntropyFromProbabilities.",
            new CrossEntropy(), new Sequential(new Linear(4, 3), new Softmax()));
        Says("BinaryCrossEntropy: the network's last layer, model.1.0.1 (Sigmoid), already puts out probabilities, but this loss takes logits and applies its own sigmoid. " +
            "With both, gradients shrink and no error says so. Remove the layer, and call Sigmoid() on the network's output where you want probabilities, or use BinaryCrossEntropyFromProbabilities.",
            new BinaryCrossEntropy(), new Sequential(new Linear(4, 3), new Sequential(new Sequential(new Linear(3, 1), new Sigmoid()))));
        Says("KLDivergence: the network's last layer, model (LogSoftmax), already puts out logarithms of probabilities, but this loss takes logits and applies its own softmax. " +
            "With both, gradients shrink and no error says so. Remove the layer, and call LogSoftmax() on the network's output where you want logarithms of probabilities; after a LogSoftmax use KLDivergenceFromLogProbabilities.",
            new KLDivergence(), new LogSoftmax());
    }

    [Fact]
    public void A_loss_of_probabilities_refuses_logarithms_and_the_other_way_round()
    {
        Says("KLDivergenceFromLogProbabilities: the network's last layer, model.0 (Softmax), puts out probabilities, but this loss takes their logarithms. Put a LogSoftmax there instead, or remove the layer and use KLDivergence.",
            new KLDivergenceFromLogProbabilities(), new Sequential(new Softmax()));
        Says("CrossEntropyFromProbabilities: the network's last layer, model.0 (LogSoftmax), puts out logarithms of probabilities, but this loss takes the probabilities themselves. Put a Softmax there instead, or better, remove the layer and use CrossEntropy.",
            new CrossEntropyFromProbabilities(), new Sequential(new LogSoftmax()));
    }

    public static TheoryData<Loss, string> Refused
    {
        get
        {
            var data = new TheoryData<Loss, string>();
            foreach (var loss in new Loss[] { new CrossEntropy(), new BinaryCrossEntropy(), new KLDivergence(), new Hinge() }) data.Add(loss, "Softmax LogSoftmax Sigmoid");
            data.Add(new KLDivergenceFromLogProbabilities(), "Softmax Sigmoid");
            data.Add(new CrossEntropyFromProbabilities(), "LogSoftmax");
            data.Add(new BinaryCrossEntropyFromProbabilities(), "LogSoftmax");
            foreach (var loss in new Loss[] { new MeanSquaredError(), new MeanAbsoluteError(), new Huber() }) data.Add(loss, "");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Each_loss_refuses_what_it_must_and_nothing_else(Loss loss, string refused)
    {
        foreach (var last in new Module[] { new Softmax(), new LogSoftmax(), new Sigmoid(), new ReLU(), new Linear(4, 3), new Sequential() })
        {
            var error = Record.Exception(() => loss.CheckModel(new Sequential(new Softmax(), last)));
            Assert.Equal(refused.Split(' ').Contains(last.GetType().Name), error is ArgumentException);
        }
    }

    private static void Says(string message, Loss loss, Module model) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => loss.CheckModel(model)).Message);
}
