"""ResNet-20 on a folder of 32x32 images in PyTorch: the peer of examples/cifar_resnet20.yaml.

Usage: pytorch_resnet20.py FOLDER [--epochs 20] [--seeds 1,2,3] [--threads 2]
FOLDER holds train/<class>/*.jpg and test/<class>/*.jpg. Same network, initialization, augmentation, schedule and decay as
the configuration: Kaiming uniform, flip and crop out of 4 pixels of padding, SGD with momentum 0.9 and decay 5e-4, batch 128,
a rate of 0.1 that falls as a half cosine, step by step. Prints the test accuracy of the last epoch's weights for each seed.
"""

import argparse
import math
import os
import time

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

from networks import resnet20

MEAN, STD = (0.4931, 0.4831, 0.4472), (0.2456, 0.2435, 0.2611)


def initialized(model):
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return model


def read(folder):
    images, labels = [], []
    for label, name in enumerate(sorted(os.listdir(folder))):
        for file in sorted(os.listdir(os.path.join(folder, name))):
            images.append(numpy.asarray(Image.open(os.path.join(folder, name, file)).convert("RGB")))
            labels.append(label)
    x = torch.from_numpy(numpy.stack(images)).permute(0, 3, 1, 2).float() / 255
    x = (x - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(STD).view(1, 3, 1, 1)
    return x, torch.tensor(labels)


def augment(x):
    n = len(x)
    # Padded by 0 before normalization would be: black, as the configuration's crop fills.
    black = ((0 - torch.tensor(MEAN)) / torch.tensor(STD)).view(1, 3, 1, 1)
    padded = black.expand(n, 3, 40, 40).clone()
    padded[:, :, 4:36, 4:36] = x
    out = torch.empty_like(x)
    for i in range(n):
        top, left = torch.randint(0, 9, (2,)).tolist()
        out[i] = padded[i, :, top:top + 32, left:left + 32]
    flip = torch.rand(n) < 0.5
    out[flip] = out[flip].flip(3)
    return out


def train(seed, epochs, data, batch=128, rate=0.1):
    (train_x, train_y), (test_x, test_y) = data
    torch.manual_seed(seed)
    model = initialized(resnet20(int(train_y.max()) + 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9, weight_decay=5e-4)
    # The last, smaller batch of an epoch is trained on too, as ours is.
    steps = epochs * math.ceil(len(train_x) / batch)
    step, start = 0, time.time()
    for _ in range(epochs):
        model.train()
        for rows in torch.randperm(len(train_x)).split(batch):
            for group in optimizer.param_groups:
                group["lr"] = rate * 0.5 * (1 + math.cos(math.pi * step / steps))
            loss = functional.cross_entropy(model(augment(train_x[rows])), train_y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
    seconds = time.time() - start
    model.eval()
    with torch.no_grad():
        right = sum((model(x).argmax(1) == y).sum().item() for x, y in zip(test_x.split(500), test_y.split(500)))
    return right / len(test_x), loss.item(), seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    data = read(os.path.join(options.folder, "train")), read(os.path.join(options.folder, "test"))
    accuracies = []
    for seed in options.seeds.split(","):
        accuracy, loss, seconds = train(int(seed), options.epochs, data)
        accuracies.append(accuracy)
        print(f"seed {seed}: test accuracy {accuracy:.4f}, last loss {loss:.4f}, {seconds:.0f} s", flush=True)
    print(f"mean {sum(accuracies) / len(accuracies):.4f}")


main()
