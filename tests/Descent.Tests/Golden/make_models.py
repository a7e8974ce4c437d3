#!/usr/bin/python3
"""Writes models.json: what torchvision computes with its networks, whose weights and images follow from a formula (see make_networks.py).

Run with torchvision 0.14: /usr/bin/python3 make_models.py

Of each network: how many weights it has for 1,000 classes; then, with 10 classes, a digest of its state's names and shapes, and, in float64, with dropout
and stochastic depth switched off: the logits in training (batch normalization uses the batch) and after it in evaluation, and of each
weight's gradient of sum(sin(training logits)) a sum with formula weights and the norm.
"""
import hashlib
import json
import os

import torch
import torchvision
from torch import nn

from make_networks import fill, images, spread

CLASSES, HIDDEN, BATCH = 10, 16, 2


def vgg(name):
    model = getattr(torchvision.models, name)(num_classes=CLASSES)
    narrow(model, [0, 3, 6])
    return model


def alexnet():
    model = torchvision.models.alexnet(num_classes=CLASSES)
    narrow(model, [1, 4, 6])
    return model


def narrow(model, places):
    """Dense layers of HIDDEN features in place of 4,096: a hundred million weights less."""
    first, middle, last = places
    model.classifier[first] = nn.Linear(model.classifier[first].in_features, HIDDEN)
    model.classifier[middle] = nn.Linear(HIDDEN, HIDDEN)
    model.classifier[last] = nn.Linear(HIDDEN, CLASSES)


# Sizes at which a pooling in ceiling mode meets a window that does not fit whole, or at least four pixels reach the last normalization.
NETWORKS = {
    "squeezenet1_0": (None, 69), "squeezenet1_1": (None, 67), "resnet18": (None, 64), "resnet34": (None, 64), "resnet50": (None, 64),
    "mobilenet_v2": (None, 64), "vgg11": (vgg, 32), "vgg11_bn": (vgg, 32), "vgg16": (vgg, 32), "vgg16_bn": (vgg, 32),
    "alexnet": (lambda name: alexnet(), 67), "densenet121": (None, 64), "efficientnet_b0": (None, 64), "convnext_tiny": (None, 32),
}


def digest(model):
    lines = sorted(f"{name} [{', '.join(str(size) for size in value.shape)}]" for name, value in model.state_dict().items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def short(value):
    return float(f"{value:.13e}")


def record(name):
    make, size = NETWORKS[name]
    parameters = sum(p.numel() for p in getattr(torchvision.models, name)().parameters())
    model = make(name) if make else getattr(torchvision.models, name)(num_classes=CLASSES)
    result = {"size": size, "parameters": parameters, "state": digest(model)}
    fill(model).double()
    for module in model.modules():
        if isinstance(module, (nn.Dropout, torchvision.ops.StochasticDepth)):
            module.eval()
    x = images(0, BATCH, 3, size, size).double()
    y = model(x)
    y.sin().sum().backward()
    result["training"] = y.reshape(-1).tolist()
    result["gradients"] = {}
    for key, parameter in model.named_parameters():
        g = parameter.grad.reshape(-1)
        result["gradients"][key] = [short((g * torch.from_numpy(spread(1, g.numel()))).sum().item()), short(g.norm().item())]
    model.eval()
    with torch.no_grad():
        result["evaluation"] = model(x).reshape(-1).tolist()
    print(name, result["parameters"], result["training"][:3], result["evaluation"][:3], "largest gradient", max(n for _, n in result["gradients"].values()))
    return result


if __name__ == "__main__":
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.json"), "w") as out:
        out.write("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(record(name))}" for name in NETWORKS) + "\n}\n")
