"""Writes optimizers.json: 50-step trajectories of PyTorch's optimizers in float64, for OptimizerGoldenTests.

Run: /usr/bin/python3 make_optimizers.py   (Debian: python3-torch)
"""
import json
import pathlib

import torch

STEPS, SIZE = 50, 5
generator = torch.Generator().manual_seed(7)
start = torch.randn(SIZE, generator=generator, dtype=torch.float64)
scale = torch.tensor([0.1, 1.0, 3.0, 0.01, 2.0], dtype=torch.float64)


def gradient(w, step):
    # A bent valley with a disturbance that is easy to write down again in the test.
    return scale * w + torch.sin(w * 3 + step)


cases = [
    ("SGD", {"lr": 0.05}, lambda p, o: torch.optim.SGD(p, **o)),
    ("SGD", {"lr": 0.05, "weight_decay": 0.1}, lambda p, o: torch.optim.SGD(p, **o)),
    ("Momentum", {"lr": 0.02, "momentum": 0.9}, lambda p, o: torch.optim.SGD(p, **o)),
    ("Momentum", {"lr": 0.02, "momentum": 0.5, "weight_decay": 0.03}, lambda p, o: torch.optim.SGD(p, **o)),
    ("Nesterov", {"lr": 0.02, "momentum": 0.9}, lambda p, o: torch.optim.SGD(p, nesterov=True, **o)),
    ("Nesterov", {"lr": 0.02, "momentum": 0.6, "weight_decay": 0.05}, lambda p, o: torch.optim.SGD(p, nesterov=True, **o)),
    ("Adam", {"lr": 0.01}, lambda p, o: torch.optim.Adam(p, **o)),
    ("Adam", {"lr": 0.03, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.1}, None),
    ("AdamW", {"lr": 0.01, "weight_decay": 0.01}, lambda p, o: torch.optim.AdamW(p, **o)),
    ("AdamW", {"lr": 0.02, "beta1": 0.85, "beta2": 0.99, "eps": 1e-6, "weight_decay": 0.2}, None),
]

out = []
for name, options, make in cases:
    w = start.clone().requires_grad_(True)
    if make is None:
        torch_options = {k: v for k, v in options.items() if not k.startswith("beta")}
        torch_options["betas"] = (options["beta1"], options["beta2"])
        optimizer = getattr(torch.optim, name)([w], **torch_options)
    else:
        optimizer = make([w], options)
    trajectory = []
    for step in range(STEPS):
        w.grad = gradient(w.detach(), step)
        optimizer.step()
        trajectory.append(w.detach().tolist())
    out.append({"optimizer": name, "options": options, "weights": trajectory[9::10]})

path = pathlib.Path(__file__).with_name("optimizers.json")
path.write_text(json.dumps({"torch": torch.__version__, "start": start.tolist(), "scale": scale.tolist(), "every": 10, "cases": out}, indent=1) + "\n")
