#!/usr/bin/python3
"""Golden cases of the reductions. Run with PyTorch 1.13: /usr/bin/python3 make_reduce.py"""
import torch

from golden import case, rand, save

x, y = rand(3, 4, 5), rand(2, 3, 2, 4)
case("Sum, all", lambda x: x.sum(), x)
case("Sum, last", lambda x: x.sum(-1), x)
case("Sum, first", lambda x: x.sum(0, keepdim=True), x)
case("Sum, middle", lambda x: x.sum(1), x)
case("Sum, first and last", lambda x: x.sum((0, -1)), x)
case("Sum, second and last", lambda x: x.sum((1, -1), keepdim=True), y)
case("Mean, all", lambda x: x.mean(), x)
case("Mean, last", lambda x: x.mean(-1, keepdim=True), x)
case("Mean, first two", lambda x: x.mean((0, 1)), x)
case("Variance, all", lambda x: x.var(), x)
case("Variance, last, biased", lambda x: x.var(-1, unbiased=False, keepdim=True), x)
case("Variance, first", lambda x: x.var(0), x)
case("Variance, first and last", lambda x: x.var((0, -1), unbiased=False), x)

# With ties.
t = torch.tensor([[1.0, 3.0, 3.0], [3.0, -1.0, 0.0], [-1.0, -1.0, 2.0]], dtype=torch.float64)
case("Max, all", lambda x: x.amax(), t)
case("Max, last", lambda x: x.amax(-1), t)
case("Max, first", lambda x: x.amax(0, keepdim=True), t)
case("Min, all", lambda x: x.amin(), t)
case("Min, first and last", lambda x: x.amin((0, -1)), torch.stack([t, -t]))
case("LogSumExp, all", lambda x: x.logsumexp((0, 1, 2)), x)
case("LogSumExp, last", lambda x: x.logsumexp(-1), 100 * x)
case("LogSumExp, middle", lambda x: x.logsumexp(1, keepdim=True), x)
case("ArgMax, last", lambda x: x.argmax(-1), rand(4, 7))
case("ArgMax, first", lambda x: x.argmax(0, keepdim=True), rand(4, 7))
case("ArgMin, last", lambda x: x.argmin(-1), rand(2, 4, 7))

save(__file__)
