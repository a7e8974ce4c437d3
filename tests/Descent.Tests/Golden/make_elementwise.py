#!/usr/bin/python3
"""Golden cases of the functions of one number. Run with PyTorch 1.13: /usr/bin/python3 make_elementwise.py"""
import torch
import torch.nn.functional as F

from golden import case, rand, save

# Kinks, bounds and both signs of zero, then numbers on both sides.
x = torch.cat([torch.tensor([0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 0.5, 1.5], dtype=torch.float64), rand(9, low=-5, high=5)])
positive = torch.cat([torch.tensor([1.0, 2.0, 0.25], dtype=torch.float64), rand(6, low=0.1, high=6)])

case("Neg", torch.neg, x)
case("Exp", torch.exp, x)
case("Log", torch.log, positive)
case("Sqrt", torch.sqrt, positive)
case("Abs", torch.abs, x)
case("Square", torch.square, x)
case("Reciprocal", torch.reciprocal, positive)
case("Pow, 3", lambda x: x**3, x)
case("Pow, 2", lambda x: x**2, x)
case("Pow, 0", lambda x: x**0, x)
case("Pow, 2.5", lambda x: x**2.5, positive)
case("Pow, -1.5", lambda x: x**-1.5, positive)
case("Clamp", lambda x: x.clamp(-1, 1.5), x)
case("Clamp, low only", lambda x: x.clamp(min=0.5), x)
case("Relu", F.relu, x)
case("Relu6", F.relu6, torch.cat([x * 2, torch.tensor([6.0], dtype=torch.float64)]))
case("LeakyRelu", lambda x: F.leaky_relu(x, 0.1), x)
case("Elu", lambda x: F.elu(x, 1.3), x)
case("Selu", F.selu, x)
case("Gelu", F.gelu, x)
case("GeluTanh", lambda x: F.gelu(x, approximate="tanh"), x)
case("Silu", F.silu, x)
case("Sigmoid", torch.sigmoid, x)
case("Tanh", torch.tanh, x)
case("Softplus", F.softplus, x)
case("HardSwish", F.hardswish, x)
case("AddScalar", lambda x: 0.5 + (x + 1.25), x)
case("Subtract a number", lambda x: x - 1.25, x)
case("ScalarSub", lambda x: 1.25 - x, x)
case("MulScalar", lambda x: 0.5 * (x * 1.7), x)
case("DivScalar", lambda x: x / 1.7, x)
case("ScalarDiv", lambda x: 1.7 / x, positive)

save(__file__)
