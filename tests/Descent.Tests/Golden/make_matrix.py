#!/usr/bin/python3
"""Golden cases of the matrix operations. Run with PyTorch 1.13: /usr/bin/python3 make_matrix.py"""
import torch
import torch.nn.functional as F

from golden import case, rand, save

x, w, b = rand(5, 7), rand(6, 7), rand(6)
case("Linear", F.linear, x, w, b)
case("Linear without bias", F.linear, rand(2, 3, 7), w)
case("Linear, ReLU", lambda x, w, b: F.relu(F.linear(x, w, b)), x, w, b)
case("MatMul", torch.matmul, rand(2, 1, 3, 4), rand(5, 4, 6))
case("MatMul, a transposed", lambda a, b: a.mT @ b, rand(2, 4, 3), rand(2, 4, 6))
case("MatMul, b transposed", lambda a, b: a @ b.mT, rand(3, 4), rand(2, 6, 4))
case("MatMul, both transposed", lambda a, b: a.mT @ b.mT, rand(1, 4, 3), rand(3, 6, 4))

save(__file__)
