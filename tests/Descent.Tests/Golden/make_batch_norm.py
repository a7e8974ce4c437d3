#!/usr/bin/python3
"""Ten steps of batch normalization layers in every mode. Run with PyTorch 1.13: /usr/bin/python3 make_batch_norm.py

A step: y = layer(x), the gradient of sum(sin(y)), weight and bias changed by 0.05 times theirs. x is a formula of the step, so that it need not be
stored; shapes are given channels last. A mode says for each step whether the layer trains ("t") or uses its stored statistics ("e").
"""
import json
import math
import pathlib

import torch

MODES = {"training": "tttttttttt", "evaluation": "eeeeeeeeee", "frozen": "ttteeeeeee", "alternating": "ttettetete"}


def numbers(shape, step):
    count = math.prod(shape)
    channels = shape[-1]
    values = [(1 + 0.3 * step) * math.sin(0.7 * i + 1.3 * step * step) + 0.5 * (i % channels) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def flat(t):
    return t.detach().reshape(-1).tolist()


cases = []
for shape in [(3, 2, 2, 3), (4, 5), (2, 3, 2)]:
    for options in [{}, {"momentum": 0.3, "eps": 1e-3}, {"momentum": None}, {"affine": False}]:
        for mode, steps in MODES.items():
            kind = torch.nn.BatchNorm2d if len(shape) == 4 else torch.nn.BatchNorm1d
            layer = kind(shape[-1], **options).double()
            if layer.affine:
                with torch.no_grad():
                    layer.weight.copy_(torch.linspace(0.5, 1.5, shape[-1]))
                    layer.bias.copy_(torch.linspace(-1, 1, shape[-1]))
            trace = []
            for step, how in enumerate(steps):
                layer.train(how == "t")
                layer.zero_grad()
                x = numbers(shape, step).requires_grad_(True)
                y = layer(x.movedim(-1, 1)).movedim(1, -1)
                y.sin().sum().backward()
                with torch.no_grad():
                    for p in layer.parameters():
                        p -= 0.05 * p.grad
                if step in (0, 4, 9):
                    state = {name: flat(t) for name, t in layer.state_dict().items()}
                    trace.append({"step": step, "y": flat(y), "dx": flat(x.grad), **state})
            cases.append({"shape": shape, "options": options, "mode": mode, "steps": steps, "trace": trace})

path = pathlib.Path(__file__).with_name("batch_norm.json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n")
print(f"{len(cases)} cases in {path}")
