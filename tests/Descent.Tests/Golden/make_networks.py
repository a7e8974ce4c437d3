"""Writes networks.json: what PyTorch and torchvision compute with networks whose weights, inputs and labels follow from a formula.

The formula (the same stands in Models/FormulaWeights.cs) needs no file: element e of parameter p is a hash of (p, e), scaled by the fan-in
and rounded to float32, so that float32 and float64 networks begin with the same numbers.
"""
import json
import os

import numpy
import torch
import torchvision
from torch import nn
from torch.nn import functional

STEPS, BATCH, CLASSES = 20, 8, 10


def spread(key, count):
    """count numbers in [-1, 1): the finalizer of MurmurHash3 (A. Appleby) over key and index."""
    with numpy.errstate(over="ignore"):
        x = numpy.arange(count, dtype=numpy.uint32) + numpy.uint32((key * 0x9E3779B9) % 2**32)
        x ^= x >> numpy.uint32(16)
        x *= numpy.uint32(0x85EBCA6B)
        x ^= x >> numpy.uint32(13)
        x *= numpy.uint32(0xC2B2AE35)
        x ^= x >> numpy.uint32(16)
    return x.astype(numpy.float64) / 2.0**31 - 1.0


def fill(model):
    for p, (name, parameter) in enumerate(model.named_parameters()):
        u = spread(p + 1, parameter.numel())
        if name.endswith("layer_scale"):
            values = 0.3 * u
        elif parameter.dim() > 1:
            fan_in = parameter[0].numel()
            values = u * numpy.sqrt(6.0 / fan_in)
        elif name.endswith("bias"):
            values = 0.1 * u
        else:
            # A residual block that begins small keeps float32 near float64: with a weight of 1, a ReLU that flips by rounding grows
            # through the blocks, and PyTorch's own two types are 7 % apart after 20 steps.
            values = (1.0 + 0.1 * u) * (0.25 if name.endswith("bn2.weight") else 1.0)
        parameter.data = torch.from_numpy(values.astype(numpy.float32)).view(parameter.shape)
    return model


def images(key, *shape):
    return torch.from_numpy((1.7 * spread(1000 + key, int(numpy.prod(shape)))).astype(numpy.float32)).view(*shape)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(y)) + (x if self.downsample is None else self.downsample(x)))


class CifarResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        n = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[Block(16, 16, 1) for _ in range(n)])
        self.layer2 = nn.Sequential(*[Block(16 if i == 0 else 32, 32, 2 if i == 0 else 1) for i in range(n)])
        self.layer3 = nn.Sequential(*[Block(32 if i == 0 else 64, 64, 2 if i == 0 else 1) for i in range(n)])
        self.fc = nn.Linear(64, CLASSES)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


def train(dtype):
    model = fill(CifarResNet(20)).to(dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.005, momentum=0.9, weight_decay=5e-4)
    losses = []
    for step in range(STEPS):
        labels = torch.tensor([(7 * i + step) % CLASSES for i in range(BATCH)])
        loss = functional.cross_entropy(model(images(step, BATCH, 3, 32, 32).to(dtype)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, {name: value.double().abs().sum().item() for name, value in model.state_dict().items() if "running" in name}


def logits():
    model = fill(torchvision.models.resnet18(num_classes=CLASSES)).double()
    x = images(0, 2, 3, 64, 64).double()
    training = model(x).detach()  # normalized by the batch, moves the running statistics
    model.eval()
    return training.reshape(-1).tolist(), model(x).detach().reshape(-1).tolist()


def count(model):
    return sum(p.numel() for p in model.parameters())


if __name__ == "__main__":
    double, statistics = train(torch.float64)
    single, _ = train(torch.float32)
    print("float32 against float64:", max(abs(a - b) / b for a, b in zip(single, double)), double)
    training, evaluation = logits()
    state = {name: list(value.shape) for name, value in torchvision.models.resnet18().state_dict().items()}
    counts = {
        "resnet20": count(CifarResNet(20)), "resnet32": count(CifarResNet(32)), "resnet56": count(CifarResNet(56)),
        "resnet18": count(torchvision.models.resnet18()), "resnet34": count(torchvision.models.resnet34()),
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks.json"), "w") as out:
        json.dump({
            "resnet20_losses_float64": double, "resnet20_losses_float32": single, "resnet20_statistics": statistics,
            "resnet18_training_logits": training, "resnet18_evaluation_logits": evaluation,
            "resnet18_state": state, "counts": counts,
        }, out)
        out.write("\n")
