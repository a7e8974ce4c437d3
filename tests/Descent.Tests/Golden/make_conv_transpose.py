#!/usr/bin/python3
"""Golden cases of transposed convolutions, and of both kinds over lines. Run with PyTorch 1.13: /usr/bin/python3 make_conv_transpose.py

Images are channels-last here, and weights (kernel height, kernel width, out / groups, in), as Descent has them; for Conv1d (kernel, in / groups, out).
"""
import torch.nn.functional as F

from golden import case, rand, save


def images(stride=1, padding=0, output_padding=0, dilation=1, groups=1, after=lambda y: y):
    def run(x, w, b=None):
        y = F.conv_transpose2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, stride, padding, output_padding, groups, dilation)
        return after(y).permute(0, 2, 3, 1)
    return run


def lines(f, after=lambda y: y, **how):
    return lambda x, w, b=None: after(f(x.permute(0, 2, 1), w.permute(2, 1, 0), b, **how)).permute(0, 2, 1)


def x(*shape):
    return rand(2, *shape, low=-1, high=1)


def w(*shape):
    return rand(*shape, low=-0.5, high=0.5)


case("ConvTranspose2d", images(), x(5, 7, 3), w(3, 3, 4, 3), rand(4))
case("ConvTranspose2d, no bias", images(), x(4, 3, 2), w(3, 3, 3, 2))
case("ConvTranspose2d, ReLU", images(padding=1, after=F.relu), x(5, 5, 2), w(3, 3, 3, 2), rand(3))
case("ConvTranspose2d, 2, stride 2", images(2), x(4, 3, 5), w(2, 2, 3, 5), rand(3))
case("ConvTranspose2d, 4, stride 2, padding 1", images(2, 1), x(4, 5, 2), w(4, 4, 17, 2), rand(17))
case("ConvTranspose2d, 3, stride 2, padding 1, output padding 1", images(2, 1, 1), x(4, 3, 17), w(3, 3, 2, 17), rand(2))
case("ConvTranspose2d, 2, stride 3", images(3, 0, (2, 1)), x(3, 4, 2), w(2, 2, 3, 2), rand(3))
case("ConvTranspose2d, uneven, dilation", images((1, 2), (0, 1), (1, 0), (2, 1)), x(4, 5, 3), w(2, 3, 2, 3), rand(2))
case("ConvTranspose2d, groups", images(2, 1, groups=3), x(4, 5, 6), w(3, 3, 1, 6), rand(3))
case("ConvTranspose2d, depthwise", images(2, groups=4), x(3, 4, 4), w(3, 3, 1, 4), rand(4))
case("ConvTranspose2d, 1", images(), x(3, 4, 5), w(1, 1, 3, 5), rand(3))
case("Conv1d", lines(F.conv1d), x(9, 3), w(3, 3, 4), rand(4))
case("Conv1d, stride 2, padding 2, dilation 3, groups 2, ReLU",
     lines(F.conv1d, F.relu, stride=2, padding=2, dilation=3, groups=2), x(14, 6), w(4, 3, 4), rand(4))
case("Conv1d, same", lines(F.conv1d, padding="same"), x(8, 17), w(4, 17, 2))
case("ConvTranspose1d", lines(F.conv_transpose1d), x(7, 3), w(3, 4, 3), rand(4))
case("ConvTranspose1d, stride 3, padding 1, output padding 2, groups 2",
     lines(F.conv_transpose1d, stride=3, padding=1, output_padding=2, groups=2), x(5, 6), w(4, 2, 6), rand(4))

save(__file__)
