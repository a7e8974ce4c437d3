"""The augmentations of the peers: torchvision on Pillow images, and an OpenCV pipeline as its users write one."""
import os
import random

import numpy
import torch
from PIL import Image
from torchvision import datasets, transforms
from torchvision.transforms import functional

BILINEAR = transforms.InterpolationMode.BILINEAR


class Pillow:
    """flip, rotation, padded crop, colour jitter, to tensor, normalize, erase."""

    def __init__(self, spec, picture):
        self.image = Image.fromarray(picture)
        jitter = spec["jitter"]
        self.black = [-m / s for m, s in zip(spec["mean"], spec["std"])]
        self.pipeline = transforms.Compose([
            transforms.RandomHorizontalFlip(),
            transforms.RandomRotation(spec["degrees"], interpolation=BILINEAR),
            transforms.RandomCrop(spec["size"], padding=spec["padding"]),
            transforms.ColorJitter(*jitter),
            transforms.ToTensor(),
            transforms.Normalize(spec["mean"], spec["std"]),
            transforms.RandomErasing(value=self.black),
        ])
        self.spec = spec

    def step(self):
        return self.pipeline(self.image)

    def drawn(self, d):
        """With the numbers that ours drew, and turned and cut in one: no corner is cut off and padded again, and edges stay sharp."""
        image = functional.hflip(self.image) if d["flip"] else self.image
        mask = Image.new("L", image.size, 255)
        padding = self.spec["padding"]
        mask = functional.rotate(functional.pad(mask, padding), d["degrees"])
        image = functional.rotate(functional.pad(image, padding, padding_mode="edge"), d["degrees"], interpolation=BILINEAR)
        image = Image.composite(image, Image.new("RGB", image.size), mask)
        image = functional.crop(image, self.spec["padding"] + d["down"], self.spec["padding"] + d["right"], self.spec["size"], self.spec["size"])
        image = functional.adjust_contrast(functional.adjust_brightness(image, d["brightness"]), d["contrast"])
        image = functional.adjust_hue(functional.adjust_saturation(image, d["saturation"]), d["hue"])
        x = functional.normalize(functional.to_tensor(image), self.spec["mean"], self.spec["std"])
        return functional.erase(x, d["top"], d["left"], d["height"], d["width"], torch.tensor(self.black).view(3, 1, 1)).permute(1, 2, 0).contiguous()


class OpenCv:
    """The same in OpenCV: rotation and crop in one warp, colours on bytes, the hue through a table."""

    def __init__(self, spec, picture):
        import cv2
        cv2.setNumThreads(1)
        self.cv2, self.spec, self.picture = cv2, spec, picture
        self.mean = (numpy.array(spec["mean"]) * 255).astype(numpy.float32)
        self.scale = (1 / (numpy.array(spec["std"]) * 255)).astype(numpy.float32)
        self.black = (-self.mean * self.scale).astype(numpy.float32)

    def step(self):
        spec, uniform = self.spec, random.uniform
        size, padding, (brightness, contrast, saturation, hue) = spec["size"], spec["padding"], spec["jitter"]
        d = {"flip": random.random() < 0.5, "degrees": uniform(-spec["degrees"], spec["degrees"]), "right": random.randint(-padding, padding), "down": random.randint(-padding, padding),
             "brightness": uniform(1 - brightness, 1 + brightness), "contrast": uniform(1 - contrast, 1 + contrast), "saturation": uniform(1 - saturation, 1 + saturation),
             "hue": uniform(-hue, hue), "height": 0, "width": 0, "top": 0, "left": 0}
        if random.random() < 0.5:
            area, ratio = size * size * uniform(0.02, 0.33), numpy.exp(uniform(numpy.log(0.3), numpy.log(3.3)))
            d["height"], d["width"] = min(size - 1, int((area * ratio) ** 0.5)), min(size - 1, int((area / ratio) ** 0.5))
            d["top"], d["left"] = random.randint(0, size - d["height"]), random.randint(0, size - d["width"])
        return self.apply(d)

    def apply(self, d, exact=False):
        cv2, size = self.cv2, self.spec["size"]
        image = cv2.flip(self.picture, 1) if d["flip"] else self.picture
        centre = (size - 1) / 2
        matrix = cv2.getRotationMatrix2D((centre, centre), d["degrees"], 1)
        matrix[0, 2] -= d["right"]
        matrix[1, 2] -= d["down"]
        if exact:  # ours have sharp edges, where warpAffine blends them with the black around
            mask = cv2.warpAffine(numpy.full(image.shape[:2], 255, numpy.uint8), matrix, (size, size), flags=cv2.INTER_NEAREST)
            image = cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * (mask > 0)[..., None]
        else:
            image = cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR)
        image = cv2.convertScaleAbs(image, alpha=d["brightness"])
        mean = cv2.mean(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[0]
        image = cv2.convertScaleAbs(image, alpha=d["contrast"], beta=(1 - d["contrast"]) * mean) if d["contrast"] <= 1 else \
            cv2.addWeighted(image, d["contrast"], image, 0, (1 - d["contrast"]) * mean)
        grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        image = cv2.addWeighted(image, d["saturation"], grey, 1 - d["saturation"], 0)
        hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
        hues = ((numpy.arange(256) + d["hue"] * 180) % 180).astype(numpy.uint8)
        hsv[..., 0] = cv2.LUT(hsv[..., 0], hues)
        image = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
        x = (image.astype(numpy.float32) - self.mean) * self.scale
        x[d["top"]:d["top"] + d["height"], d["left"]:d["left"] + d["width"]] = self.black
        return x

    def drawn(self, d):
        return torch.from_numpy(self.apply(d, exact=True))


class Augment:
    """One image through the pipeline of a library."""

    def __init__(self, spec, inputs):
        picture = inputs.take(spec["size"], spec["size"], 3).clamp(0, 255).byte().numpy()
        self.spec = spec
        self.work = {"pillow": Pillow, "opencv": OpenCv}[spec["library"]](spec, picture)
        self.variants = {spec["library"]: self.work.step}

    def check(self, variant):
        result = self.work.drawn(self.spec["drawn"])
        return result.double().norm().item(), [result]


class Folder:
    """Batches of a folder of JPEG files: random resized crop, flip, normalize, by worker processes."""

    def __init__(self, spec, inputs):
        normalize = [transforms.ToTensor(), transforms.Normalize(spec["mean"], spec["std"])]
        train = transforms.Compose([transforms.RandomResizedCrop(spec["size"]), transforms.RandomHorizontalFlip(), *normalize])
        self.plain = datasets.ImageFolder(spec["folder"], transforms.Compose([transforms.Resize(spec["resize"]), transforms.CenterCrop(spec["size"]), *normalize]))
        self.loader = torch.utils.data.DataLoader(datasets.ImageFolder(spec["folder"], train), spec["batch"], shuffle=True, num_workers=spec["workers"], persistent_workers=True, drop_last=True)
        self.variants = {f"ImageFolder, {spec['workers']} workers": self.step}

    def step(self):
        for batch in self.loader:
            pass

    def check(self, variant):
        result = self.plain[0][0].permute(1, 2, 0).contiguous()
        return result.double().norm().item(), [result]
