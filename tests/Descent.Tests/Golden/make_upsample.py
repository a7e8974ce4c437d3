#!/usr/bin/python3
"""Golden cases of enlarging. Run with PyTorch 1.13: /usr/bin/python3 make_upsample.py"""
import torch.nn.functional as F

from golden import case, rand, save


def images(**how):
    """interpolate on [N, C, H, W], as a function of [N, H, W, C]."""
    return lambda x: F.interpolate(x.permute(0, 3, 1, 2), **how).permute(0, 2, 3, 1)


def lines(**how):
    return lambda x: F.interpolate(x.permute(0, 2, 1), **how).permute(0, 2, 1)


case("Upsample, nearest, by 2", images(scale_factor=2), rand(2, 3, 4, 17))
case("Upsample, nearest, by 2.7", images(scale_factor=2.7), rand(2, 3, 5, 3))
case("Upsample, nearest, to 4 x 9", images(size=(4, 9)), rand(2, 6, 4, 16))
case("Upsample, bilinear, by 2", images(scale_factor=2, mode="bilinear", align_corners=False), rand(2, 3, 4, 17))
case("Upsample, bilinear, by 1.6", images(scale_factor=1.6, mode="bilinear", align_corners=False), rand(2, 4, 7, 3))
case("Upsample, bilinear, to 4 x 9", images(size=(4, 9), mode="bilinear", align_corners=False), rand(2, 6, 4, 16))
case("Upsample, bilinear, to 4 x 9, corners", images(size=(4, 9), mode="bilinear", align_corners=True), rand(2, 6, 4, 3))
case("Upsample, bilinear, to 1 x 3, corners", images(size=(1, 3), mode="bilinear", align_corners=True), rand(2, 6, 4, 1))
case("Upsample, bilinear, by 2, corners", images(scale_factor=2, mode="bilinear", align_corners=True), rand(2, 3, 4, 3))
case("Upsample, lines, nearest, by 3", lines(scale_factor=3), rand(2, 5, 3))
case("Upsample, lines, linear, to 7", lines(size=7, mode="linear", align_corners=False), rand(2, 5, 17))

save(__file__)
