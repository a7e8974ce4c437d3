"""Writes preprocessing.json: what torchvision's published weights expect of images, and what becomes of some pictures."""
import hashlib
import json
import os

import numpy
from PIL import Image
from torchvision import models
from torchvision.transforms import functional as F

NAMES = [
    "alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "mobilenet_v2", "resnet18", "resnet34", "resnet50", "squeezenet1_0", "squeezenet1_1",
    "vgg11", "vgg11_bn", "vgg16", "vgg16_bn",
]
SIZES = [(231, 320), (500, 333), (180, 211), (256, 256), (1000, 700)]  # height, width


def picture(height, width):
    """The same by a formula in the test: smooth, but for stripes of two pixels in blue."""
    y, x = numpy.mgrid[0:height, 0:width]
    return numpy.stack([(x * y // 97) % 256, (3 * x + 5 * y + x * x // 64) % 256, 255 * ((x // 2 + y // 3) % 2)], axis=-1).astype(numpy.uint8)


entries = {}
for name in NAMES:
    preset = models.get_model_weights(name).IMAGENET1K_V1.transforms()
    pictures = []
    for height, width in SIZES:
        image = F.resize(Image.fromarray(picture(height, width)), preset.resize_size, interpolation=preset.interpolation)
        image = F.center_crop(image, preset.crop_size)
        pictures.append({"height": height, "width": width, "sha256": hashlib.sha256(numpy.asarray(image).tobytes()).hexdigest()})
    entries[name] = {
        "resize": preset.resize_size[0], "crop": preset.crop_size[0], "interpolation": preset.interpolation.value, "mean": preset.mean, "std": preset.std,
        "pictures": pictures,
    }

here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "preprocessing.json"), "w") as file:
    json.dump(entries, file, indent=1)
    file.write("\n")
print(len(entries), "networks")
