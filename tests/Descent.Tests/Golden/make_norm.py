#!/usr/bin/python3
"""Golden cases of the normalizations. Run with PyTorch 1.13: /usr/bin/python3 make_norm.py"""
import torch
import torch.nn.functional as F

from golden import case, rand, save

EPSILON = 0.1
ACTIVATIONS = {"None": lambda z: z, "ReLU": F.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "ReLU6": F.relu6}


def batch_norm(x, w=None, b=None):
    return F.batch_norm(x.movedim(-1, 1), None, None, w, b, training=True, eps=EPSILON).movedim(1, -1)


def frozen(x, w=None, b=None):
    c = torch.arange(x.shape[-1])
    mean, variance = 0.25 * (c % 5).double() - 0.5, 0.5 + 0.5 * (c % 3).double()
    return F.batch_norm(x.movedim(-1, 1), mean, variance, w, b, training=False).movedim(1, -1)


x, w, b, r = rand(3, 2, 2, 5), rand(5, low=0.5, high=1.5), rand(5), rand(3, 2, 2, 5)
case("BatchNorm, not affine", batch_norm, rand(4, 18))
case("FrozenBatchNorm, not affine", frozen, rand(4, 18))
for name, f in ACTIVATIONS.items():
    case(f"BatchNorm, {name}", lambda x, w, b: f(batch_norm(x, w, b)), x, w, b)
    case(f"BatchNorm, residual, {name}", lambda x, w, b, r: f(batch_norm(x, w, b) + r), x, w, b, r)
    case(f"FrozenBatchNorm, {name}", lambda x, w, b: f(frozen(x, w, b)), x, w, b)
    case(f"FrozenBatchNorm, residual, {name}", lambda x, w, b, r: f(frozen(x, w, b) + r), x, w, b, r)


def group_norm(x, groups, w=None, b=None):
    return F.group_norm(x.movedim(-1, 1), groups, w, b, eps=EPSILON).movedim(1, -1)


def rms_norm(x, w=1.0):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON) * w  # PyTorch 1.13 has none


x, w, b = rand(2, 3, 2, 8), rand(8), rand(8)
case("GroupNorm", lambda x, w, b: group_norm(x, 4, w, b), x, w, b)
case("GroupNorm, Tanh", lambda x, w, b: group_norm(x, 4, w, b).tanh(), x, w, b)
case("GroupNorm, one group", lambda x, w, b: group_norm(x, 1, w, b), x, w, b)
case("GroupNorm, not affine", lambda x: group_norm(x, 8), x)
case("LayerNorm", lambda x, w, b: F.layer_norm(x, (8,), w, b, EPSILON), x, w, b)
case("LayerNorm, two axes", lambda x, w, b: F.layer_norm(x, (2, 8), w, b, EPSILON), x, rand(2, 8), rand(2, 8))
case("LayerNorm, no bias", lambda x, w: F.layer_norm(x, (8,), w, None, EPSILON), x, w)
case("LayerNorm, not affine", lambda x: F.layer_norm(x, (37,), None, None, EPSILON), rand(3, 37))
case("RmsNorm", rms_norm, x, w)
case("RmsNorm, not affine", rms_norm, rand(3, 37))

save(__file__)
