"""Writes augment.json: a small picture and what Pillow and torchvision make of it, transform by transform.

Geometry and what works on bytes is Pillow's; colours are torchvision's on floats, whose results are kept unrounded.
"""
import base64
import json
import math
import os

import numpy
import torch
from PIL import Image, ImageOps
from torchvision.transforms import functional as F

HEIGHT, WIDTH = 13, 17

y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
planes = [128 + 110 * numpy.sin(x / 4.0 + y / 7.0), 20 + 9 * y, 255 * ((x // 3 + y // 4) % 2)]
pixels = numpy.stack(planes, axis=-1).clip(0, 255).astype(numpy.uint8)
pixels[5:9, 10:16] = (250, 3, 90)
picture = Image.fromarray(pixels)
grey = Image.fromarray(pixels[:, :, 0].copy())
tensor = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
cases = []


def keep(name, result):
    """An image of bytes, or a float tensor [3, h, w] of 0 to 1."""
    if isinstance(result, torch.Tensor):
        values = (result * 255).permute(1, 2, 0).numpy().astype("<f4")
        cases.append({"name": name, "height": values.shape[0], "width": values.shape[1], "floats": base64.b64encode(values.tobytes()).decode()})
    else:
        values = numpy.asarray(result)
        cases.append({"name": name, "height": values.shape[0], "width": values.shape[1], "bytes": base64.b64encode(values.tobytes()).decode()})


def affine(image, m, fill=0):
    """m takes pixel centres to pixel centres; Pillow's coefficients are for corners."""
    a, b, c, d, e, f = m
    return image.transform(image.size, Image.AFFINE, (a, b, c + 0.5 - 0.5 * a - 0.5 * b, d, e, f + 0.5 - 0.5 * d - 0.5 * e), Image.BILINEAR, fillcolor=fill)


def rotation(degrees):
    """From the result's pixels to the source's: the picture turns counter-clockwise around its centre."""
    s, c = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    cx, cy = (WIDTH - 1) / 2, (HEIGHT - 1) / 2
    return c, -s, cx - c * cx + s * cy, s, c, cy - s * cx - c * cy


keep("rotation 7", picture.rotate(7, Image.BILINEAR))
keep("rotation -40, fill 90", picture.rotate(-40, Image.BILINEAR, fillcolor=(90, 90, 90)))
keep("rotation 33, grey", grey.rotate(33, Image.BILINEAR))
keep("shear", affine(picture, (1, -0.3, 0.3 * (HEIGHT - 1) / 2, 0, 1, 0)))
keep("translation", affine(picture, (1, 0, -0.125 * WIDTH, 0, 1, 0.25 * HEIGHT)))
c20, s20 = math.cos(math.radians(20)), math.sin(math.radians(20))
a, b, c, d, e, f = rotation(20)
keep("affine", affine(picture, (a, b, c - 0.1 * WIDTH * a - 0.05 * HEIGHT * b, d, e, f - 0.1 * WIDTH * d - 0.05 * HEIGHT * e)))
coefficients = (1.1, 0.08, -1.5, 0.05, 0.95, 0.7, 0.004, -0.003)
a, b, c, d, e, f, g, h = coefficients
# Corners: x + 0.5 takes the place of x in numerator and denominator, and the result moves by half a pixel.
w = 1 - 0.5 * g - 0.5 * h
n = (a + 0.5 * g, b + 0.5 * h, c - 0.5 * a - 0.5 * b + 0.5 * w, d + 0.5 * g, e + 0.5 * h, f - 0.5 * d - 0.5 * e + 0.5 * w, g, h)
keep("perspective", picture.transform(picture.size, Image.PERSPECTIVE, tuple(v / w for v in n), Image.BILINEAR))
keep("resize up", picture.resize((41, 30), Image.BILINEAR))
for name, way in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC)):
    keep("resize down, " + name, picture.resize((9, 7), way))
    keep("resize up, " + name, picture.resize((41, 30), way))
    keep("resize narrower and higher, " + name, picture.resize((4, 20), way))
    keep("resize, grey, " + name, grey.resize((6, 11), way))
    keep("resize, flip and crop, " + name, F.center_crop(F.hflip(F.resize(picture, 10, F.InterpolationMode(name))), [8, 9]))
keep("reduce 3 x 2", picture.reduce((3, 2)))
keep("flip", picture.transpose(Image.FLIP_LEFT_RIGHT))
keep("flip, vertical", picture.transpose(Image.FLIP_TOP_BOTTOM))
keep("center crop", F.center_crop(picture, [10, 12]))
keep("center crop, larger", F.center_crop(picture, [16, 21]))

keep("brightness 1.3", F.adjust_brightness(tensor, 1.3))
keep("contrast 0.6", F.adjust_contrast(tensor, 0.6))
keep("contrast 1.7", F.adjust_contrast(tensor, 1.7))
keep("saturation 1.8", F.adjust_saturation(tensor, 1.8))
keep("saturation 0.3", F.adjust_saturation(tensor, 0.3))
keep("hue 0.1", F.adjust_hue(tensor, 0.1))
keep("hue -0.45", F.adjust_hue(tensor, -0.45))
keep("gamma 0.6", F.adjust_gamma(tensor, 0.6))
keep("gamma 2.5", F.adjust_gamma(tensor, 2.5))
keep("grayscale", F.rgb_to_grayscale(tensor, 3))
jitter = F.adjust_hue(F.adjust_saturation(F.adjust_contrast(F.adjust_brightness(tensor, 1.2), 0.8), 1.5), 0.05)
keep("color jitter", jitter)
keep("posterize 3", ImageOps.posterize(picture, 3))
keep("solarize 100", ImageOps.solarize(picture, 100))
keep("invert", ImageOps.invert(picture))
keep("equalize", ImageOps.equalize(picture))
narrow = Image.fromarray((40 + pixels // 3).astype(numpy.uint8))
keep("narrow", narrow)
keep("auto contrast", F.autocontrast(torch.from_numpy(numpy.asarray(narrow).copy()).permute(2, 0, 1).float() / 255))
keep("sharpness 2", F.adjust_sharpness(tensor, 2))
keep("sharpness 0.2", F.adjust_sharpness(tensor, 0.2))
keep("blur 1.2", F.gaussian_blur(tensor, 2 * math.ceil(3 * 1.2) + 1, 1.2))

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "augment.json"), "w") as file:
    head = {"height": HEIGHT, "width": WIDTH, "picture": base64.b64encode(pixels.tobytes()).decode()}
    file.write(json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
print(len(cases), "cases")
