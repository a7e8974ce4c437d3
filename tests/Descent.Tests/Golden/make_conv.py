#!/usr/bin/python3
"""Golden cases of convolutions. Run with PyTorch 1.13: /usr/bin/python3 make_conv.py

Images are channels-last here, and weights (kernel height, kernel width, in / groups, out), as Descent has them.
"""
import torch.nn.functional as F

from golden import case, rand, save


def conv(stride=1, padding=0, dilation=1, groups=1, after=lambda y: y):
    def run(x, w, b=None):
        y = F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, stride, padding, dilation, groups)
        return after(y).permute(0, 2, 3, 1)
    return run


def x(height, width, channels):
    return rand(2, height, width, channels, low=-1, high=1)


def w(*shape):
    return rand(*shape, low=-0.5, high=0.5)


case("Conv2d", conv(), x(5, 7, 3), w(3, 3, 3, 4), rand(4))
case("Conv2d, no bias", conv(), x(4, 4, 2), w(3, 3, 2, 3))
case("Conv2d, ReLU", conv(padding=1, after=F.relu), x(5, 5, 2), w(3, 3, 2, 3), rand(3))
case("Conv2d, stride 2", conv(2, 1), x(6, 7, 2), w(3, 3, 2, 3), rand(3))
case("Conv2d, wide padding", conv(padding=3), x(2, 3, 2), w(2, 2, 2, 3), rand(3))
case("Conv2d, dilation 2", conv(padding=1, dilation=2), x(6, 5, 2), w(3, 3, 2, 2), rand(2))
case("Conv2d, stride and dilation", conv(3, 2, 2), x(8, 9, 2), w(3, 3, 2, 2), rand(2))
case("Conv2d, uneven", conv((2, 1), (0, 2), (1, 2)), x(5, 4, 2), w(2, 3, 2, 3), rand(3))
case("Conv2d, same", conv(padding="same"), x(4, 5, 2), w(3, 4, 2, 3), rand(3))
case("Conv2d, groups", conv(padding=1, groups=3), x(4, 5, 6), w(3, 3, 2, 3), rand(3))
case("Conv2d, depthwise", conv(padding=1, groups=4), x(4, 5, 4), w(3, 3, 1, 4), rand(4))
case("Conv2d, depthwise, stride 2", conv(2, 1, groups=17), x(4, 3, 17), w(3, 2, 1, 17), rand(17))
case("Conv2d, 1×1", conv(), x(3, 4, 5), w(1, 1, 5, 3), rand(3))
case("Conv2d, 1×1, stride 2", conv(2), x(5, 4, 3), w(1, 1, 3, 2), rand(2))
case("Conv2d, 7×7, stride 2", conv(2, 3), x(8, 9, 3), w(7, 7, 3, 2), rand(2))

save(__file__)
