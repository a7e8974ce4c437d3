#!/usr/bin/python3
"""Golden cases of the functions of two numbers. Run with PyTorch 1.13: /usr/bin/python3 make_binary.py"""
import torch

from golden import case, rand, save

a, b = rand(2, 3, 4), rand(3, 1)
case("Add", torch.add, a, b)
case("Sub", torch.sub, b, a)
case("Mul", torch.mul, a, rand(4))
case("Div", torch.div, rand(3, 4), rand(2, 1, 4, low=0.5))
case("Pow", torch.pow, torch.tensor([[0.0], [0.0], [1.5], [2.0]], dtype=torch.float64), torch.tensor([0.0, 2.0, 1.0, 3.5], dtype=torch.float64))

# Ties in a quarter of the places.
c = torch.tensor([[1.0, 2.0, -1.0, 0.0], [3.0, -2.0, 0.5, 0.5]], dtype=torch.float64)
d = torch.tensor([1.0, -2.0, 0.0, 0.5], dtype=torch.float64)
case("Minimum", torch.minimum, c, d)
case("Maximum", torch.maximum, c, d)
case("Where", torch.where, torch.tensor([[True], [False], [True]]), rand(2, 3, 4), rand(4))
for name, f in [("Greater", torch.gt), ("GreaterOrEqual", torch.ge), ("Less", torch.lt), ("LessOrEqual", torch.le), ("EqualTo", torch.eq), ("NotEqualTo", torch.ne)]:
    case(name, f, c, torch.tensor([1.0, -2.0, float("nan"), 0.5], dtype=torch.float64))

save(__file__)
