#!/usr/bin/python3
"""Golden cases of the losses. Run with PyTorch 1.13: /usr/bin/python3 make_losses.py

Targets are integers; those that stand for numbers are scaled in the call, as LossSamples.cs does.
"""
import torch
import torch.nn.functional as F

from golden import case, ints, rand, save


def draw(shape, bound, seed=[1000]):
    generator = torch.Generator().manual_seed(seed[0])
    seed[0] += 1
    return torch.randint(bound, shape, generator=generator)


def weights(classes):
    return torch.tensor([0.5 + 0.25 * (c % 4) for c in range(classes)], dtype=torch.float64)


def last(z):
    """The class axis where PyTorch wants it: second."""
    return z.movedim(-1, 1)


def share(t):
    return t.double() / 1024


def half(t):
    return t.double() / 2 - 1


def both(name, f, *inputs):
    """The mean under the name, the sum under "name, sum"."""
    case(name, lambda *a: f(*a, reduction="mean"), *inputs)
    case(name + ", sum", lambda *a: f(*a, reduction="sum"), *inputs)


z, y = rand(5, 7, low=-6, high=6), ints([0, 6, 3, 3, 2])
both("CrossEntropy", lambda z, y, reduction: F.cross_entropy(z, y, reduction=reduction), z, y)
case("CrossEntropy, smoothed", lambda z, y: F.cross_entropy(z, y, label_smoothing=0.1), rand(6, 70, low=-4, high=4), draw((6,), 70))
case("CrossEntropy, weighted", lambda z, y: F.cross_entropy(z, y, weight=weights(7)), z, y)
case("CrossEntropy, ignored", lambda z, y: F.cross_entropy(z, y, ignore_index=0), z, y)
both("CrossEntropy, everything",
     lambda z, y, reduction: F.cross_entropy(last(z), y, weight=weights(5), label_smoothing=0.2, ignore_index=0, reduction=reduction),
     rand(3, 4, 5, low=-4, high=4), draw((3, 4), 5))
zs, ts = rand(4, 9, low=-4, high=4), draw((4, 9), 1025)
both("CrossEntropy, distribution", lambda z, t, reduction: F.cross_entropy(z, share(t), reduction=reduction), zs, ts)
case("CrossEntropy, distribution, smoothed and weighted",
     lambda z, t: F.cross_entropy(z, share(t), weight=weights(60), label_smoothing=0.2), rand(3, 60), draw((3, 60), 1025))

p = rand(5, 7, low=0.01, high=0.99)
case("CrossEntropyFromProbabilities", lambda p, y: F.nll_loss(p.log(), y), p, y)
both("CrossEntropyFromProbabilities, distribution",
     lambda p, t, reduction: -(share(t) * p.log()).sum() / (5 if reduction == "mean" else 1), p, draw((5, 7), 1025))
both("KLDivergenceFromLogProbabilities",
     lambda q, t, reduction: F.kl_div(q, share(t), reduction="batchmean" if reduction == "mean" else "sum"), zs, ts)
both("KLDivergence",
     lambda z, t, reduction: F.kl_div(F.log_softmax(z, -1), share(t), reduction="batchmean" if reduction == "mean" else "sum"), zs, ts)

x, t = rand(3, 11, low=-8, high=8), draw((3, 11), 1025)
t[0, 0], t[1, 1] = 0, 1024
both("BinaryCrossEntropy", lambda x, t, reduction: F.binary_cross_entropy_with_logits(x, share(t), reduction=reduction), x, t)
case("BinaryCrossEntropy, positive weight",
     lambda x, t: F.binary_cross_entropy_with_logits(x, share(t), pos_weight=torch.tensor(2.5, dtype=torch.float64)), x, t)
case("BinaryCrossEntropy, labels", lambda x, y: F.binary_cross_entropy_with_logits(x, y.double()[:, None]), rand(9, 1, low=-8, high=8), draw((9,), 2))
both("BinaryCrossEntropyFromProbabilities", lambda p, t, reduction: F.binary_cross_entropy(p, share(t), reduction=reduction),
     rand(17, low=0.001, high=0.999), draw((17,), 1025))

x, t = rand(4, 9, low=-4, high=4), draw((4, 9), 5)
both("MeanSquaredError", lambda x, t, reduction: F.mse_loss(x, half(t), reduction=reduction), x, t)
both("MeanAbsoluteError", lambda x, t, reduction: F.l1_loss(x, half(t), reduction=reduction), x, t)
case("Huber", lambda x, t: F.huber_loss(x, half(t)), x, t)
case("Huber, delta, sum", lambda x, t: F.huber_loss(x, half(t), delta=0.75, reduction="sum"), x, t)
case("Hinge", lambda x, t: (1 - (2 * t.double() - 1) * x).clamp_min(0).mean(), x, draw((4, 9), 2))
case("Hinge, labels", lambda x, y: (0.5 - (2 * y.double() - 1)[:, None] * x).clamp_min(0).sum(), rand(9, 1), draw((9,), 2))
both("Hinge, classes", lambda x, y, reduction: F.multi_margin_loss(x, y, margin=1.02, reduction=reduction), rand(5, 21), draw((5,), 21))

save(__file__)
