namespace Descent;

/// <summary>One update of a learning-rate range test.</summary>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Loss">The loss of its batch, before it.</param>
/// <param name="Smoothed">That loss among its neighbours: their average, weighted by e^(−distance²), where there are as many on either side.</param>
/// <param name="Slope">The change of the smoothed loss with ln(learning rate).</param>
public sealed record RatePoint(double LearningRate, double Loss, double Smoothed, double Slope);
