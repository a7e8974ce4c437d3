#!/usr/bin/python3
"""Golden cases of the elementwise operations. Run with PyTorch 1.13: /usr/bin/python3 make_elementwise.py"""
import torch
import torch.nn.functional as F

from golden import case, rand, save

x = torch.cat([torch.tensor([0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 0.5, -0.5], dtype=torch.float64), rand(9, low=-5, high=5)])

case("Relu", F.relu, x)

save(__file__)
