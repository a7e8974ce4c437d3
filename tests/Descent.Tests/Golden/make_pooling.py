#!/usr/bin/python3
"""Golden cases of pooling. Run with PyTorch 1.13: /usr/bin/python3 make_pooling.py"""
import torch
import torch.nn.functional as F

from golden import case, rand, save


def images(f):
    """f on [N, C, H, W], as a function of [N, H, W, C]."""
    return lambda x: f(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def lines(f):
    return lambda x: f(x.permute(0, 2, 1)).permute(0, 2, 1)


def quarters(*shape):
    """Quarters, so that windows hold equal numbers: the first counts."""
    return (rand(*shape) * 4).round() / 4


case("MaxPool2d, 2", images(lambda x: F.max_pool2d(x, 2)), quarters(2, 5, 6, 17))
case("MaxPool2d, 2, ceil", images(lambda x: F.max_pool2d(x, 2, ceil_mode=True)), quarters(2, 5, 7, 3))
case("MaxPool2d, 3, stride 2, padding 1", images(lambda x: F.max_pool2d(x, 3, 2, 1)), quarters(2, 7, 6, 16))
case("MaxPool2d, 3, stride 2, ceil", images(lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True)), quarters(1, 6, 8, 17))
case("MaxPool2d, 3, stride 1", images(lambda x: F.max_pool2d(x, 3, 1)), quarters(2, 5, 4, 3))
case("MaxPool2d, 3 x 2, stride 2 x 3, padding 1 x 0, ceil",
     images(lambda x: F.max_pool2d(x, (3, 2), (2, 3), (1, 0), ceil_mode=True)), quarters(2, 6, 7, 3))
case("MaxPool2d, 2, stride 3", images(lambda x: F.max_pool2d(x, 2, 3)), quarters(2, 7, 6, 1))
case("MaxPool2d, 2 x 3, dilation 2 x 3, padding 1", images(lambda x: F.max_pool2d(x, (2, 3), (1, 2), 1, (2, 3))), quarters(2, 7, 9, 3))
case("MaxPool2d, larger than a byte", images(lambda x: F.max_pool2d(x, 17, 1, 2)), quarters(1, 17, 18, 3))
case("MaxPool1d, 2", lines(lambda x: F.max_pool1d(x, 2)), quarters(3, 9, 17))
case("MaxPool1d, 3, stride 2, padding 1, dilation 2, ceil",
     lines(lambda x: F.max_pool1d(x, 3, 2, 1, 2, ceil_mode=True)), quarters(2, 10, 3))

case("AvgPool2d, 2", images(lambda x: F.avg_pool2d(x, 2)), rand(2, 5, 6, 17))
case("AvgPool2d, 3, stride 2, padding 1", images(lambda x: F.avg_pool2d(x, 3, 2, 1)), rand(2, 7, 6, 16))
case("AvgPool2d, 3, stride 2, padding 1, ceil", images(lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True)), rand(2, 6, 8, 3))
case("AvgPool2d, 3, stride 2, padding 1, ceil, without margin",
     images(lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False)), rand(2, 6, 8, 3))
case("AvgPool2d, 4 x 3, stride 1 x 4, padding 2 x 0", images(lambda x: F.avg_pool2d(x, (4, 3), (1, 4), (2, 0))), rand(2, 5, 8, 1))
case("AvgPool1d, 3", lines(lambda x: F.avg_pool1d(x, 3)), rand(2, 10, 17))
case("AvgPool1d, 4, stride 3, padding 2, ceil, without margin",
     lines(lambda x: F.avg_pool1d(x, 4, 3, 2, ceil_mode=True, count_include_pad=False)), rand(2, 9, 3))
case("AdaptiveAvgPool2d, 1", images(lambda x: F.adaptive_avg_pool2d(x, 1)), rand(2, 5, 7, 16))
case("AdaptiveAvgPool2d, 3 x 5", images(lambda x: F.adaptive_avg_pool2d(x, (3, 5))), rand(2, 7, 8, 3))

save(__file__)
