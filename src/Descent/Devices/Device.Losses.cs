using System.Numerics;
using Descent.Kernels;

namespace Descent;

public abstract unsafe partial class Device
{
    /// <summary>loss = scale·Σ over rows of the cross-entropy of softmax; the gradient of the sum too, where the operands ask for it.</summary>
    internal abstract void CrossEntropy<T>(in CrossEntropyRows<T> rows, double scale, T* loss)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>loss = scale·Σ f(p, t).</summary>
    internal abstract void PairLoss<TFn, T>(TFn f, T* p, T* t, int count, double scale, T* loss)
        where TFn : struct, IPairLossFn
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dp (+)= dy·scale·f′(p, t), where dy is one number.</summary>
    internal abstract void PairLossGradient<TFn, T>(TFn f, T* p, T* t, T* dy, int count, double scale, T* dp, bool add)
        where TFn : struct, IPairLossFn
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dx (+)= dy·scale·g, where dy is one number: the gradient of a loss that computed g with its value.</summary>
    internal abstract void ScaleGradient<T>(T* g, T* dy, int count, double scale, T* dx, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>loss = scale·Σ over rows of the hinge loss of several classes: scores [rows, classes], classes y [rows].</summary>
    internal abstract void MarginRows<T>(T* scores, int* y, double margin, int rows, int classes, double scale, T* loss)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>dscores (+)= dy·scale·(the gradient of the sum), where dy is one number.</summary>
    internal abstract void MarginRowsGradient<T>(T* scores, int* y, double margin, T* dy, int rows, int classes, double scale, T* dscores, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
