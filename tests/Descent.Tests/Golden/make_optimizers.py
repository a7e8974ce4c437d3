"""Writes optimizers.json: 200-step trajectories in float64 of PyTorch's optimizers, for OptimizerGoldenTests.

PyTorch 1.13 has no Lion and no LAMB: theirs are computed here from the papers' formulas. Its NAdam is right only with foreach: the other
form multiplies by mu twice (put right in 2.0), and keeps the product of mus in the default type.
Run: /usr/bin/python3 make_optimizers.py   (Debian: python3-torch)
"""
import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
STEPS, EVERY, SIZE = 200, 10, 5
generator = torch.Generator().manual_seed(7)
start = torch.randn(SIZE, generator=generator, dtype=torch.float64)
scale = torch.tensor([0.1, 1.0, 3.0, 0.01, 2.0], dtype=torch.float64)


def gradient(w, step):
    # A bent valley with a disturbance that is easy to write down again in the test.
    return scale * w + torch.sin(w * 3 + step)


class Lion:
    """Chen et al., 2023, algorithm 2."""

    def __init__(self, lr, betas, weight_decay=0.0):
        self.lr, self.betas, self.decay, self.m = lr, betas, weight_decay, torch.zeros(SIZE, dtype=torch.float64)

    def step(self, w, g):
        c = self.betas[0] * self.m + (1 - self.betas[0]) * g
        self.m = self.betas[1] * self.m + (1 - self.betas[1]) * g
        return w - self.lr * (torch.sign(c) + self.decay * w)


class LAMB:
    """You et al., 2020, algorithm 2, with phi(z) = z."""

    def __init__(self, lr, betas, eps, weight_decay=0.0):
        self.lr, self.betas, self.eps, self.decay, self.t = lr, betas, eps, weight_decay, 0
        self.m = self.v = torch.zeros(SIZE, dtype=torch.float64)

    def step(self, w, g):
        self.t += 1
        b1, b2 = self.betas
        self.m = b1 * self.m + (1 - b1) * g
        self.v = b2 * self.v + (1 - b2) * g * g
        r = (self.m / (1 - b1 ** self.t)) / (torch.sqrt(self.v / (1 - b2 ** self.t)) + self.eps) + self.decay * w
        return w - self.lr * math.sqrt((w * w).sum()) / math.sqrt((r * r).sum()) * r


# Options are PyTorch's, but for beta1, beta2 (its betas).
cases = [
    ("SGD", "SGD", {"lr": 0.05}),
    ("SGD", "SGD", {"lr": 0.05, "weight_decay": 0.1}),
    ("Momentum", "SGD", {"lr": 0.02, "momentum": 0.9}),
    ("Momentum", "SGD", {"lr": 0.02, "momentum": 0.5, "weight_decay": 0.03}),
    ("Nesterov", "SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("Nesterov", "SGD", {"lr": 0.02, "momentum": 0.6, "weight_decay": 0.05, "nesterov": True}),
    ("RMSprop", "RMSprop", {"lr": 0.01}),
    ("RMSprop", "RMSprop", {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1}),
    ("RMSprop", "RMSprop", {"lr": 0.01, "centered": True}),
    ("RMSprop", "RMSprop", {"lr": 0.005, "momentum": 0.9}),
    ("RMSprop", "RMSprop", {"lr": 0.005, "momentum": 0.8, "centered": True, "alpha": 0.95, "eps": 1e-4, "weight_decay": 0.02}),
    ("Adam", "Adam", {"lr": 0.01}),
    ("Adam", "Adam", {"lr": 0.03, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.1}),
    ("AdamW", "AdamW", {"lr": 0.01, "weight_decay": 0.01}),
    ("AdamW", "AdamW", {"lr": 0.02, "beta1": 0.85, "beta2": 0.99, "eps": 1e-6, "weight_decay": 0.2}),
    ("AMSGrad", "Adam", {"lr": 0.01, "amsgrad": True}),
    ("AMSGrad", "Adam", {"lr": 0.03, "beta1": 0.8, "beta2": 0.9, "eps": 1e-4, "weight_decay": 0.1, "amsgrad": True}),
    ("NAdam", "NAdam", {"lr": 0.01}),
    ("NAdam", "NAdam", {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "momentum_decay": 0.02, "weight_decay": 0.1}),
    ("Adamax", "Adamax", {"lr": 0.01}),
    ("Adamax", "Adamax", {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.1}),
    ("Adagrad", "Adagrad", {"lr": 0.1}),
    ("Adagrad", "Adagrad", {"lr": 0.2, "lr_decay": 0.01, "initial_accumulator_value": 0.3, "eps": 1e-4, "weight_decay": 0.1}),
    ("Adadelta", "Adadelta", {"lr": 1.0}),
    ("Adadelta", "Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1}),
    ("Lion", None, {"lr": 0.003, "beta1": 0.9, "beta2": 0.99}),
    ("Lion", None, {"lr": 0.002, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3}),
    ("LAMB", None, {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-6}),
    ("LAMB", None, {"lr": 0.005, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.1}),
]

out = []
for name, torch_name, options in cases:
    settings = {k: v for k, v in options.items() if not k.startswith("beta")}
    if "beta1" in options:
        settings["betas"] = (options["beta1"], options["beta2"])
    trajectory = []
    if torch_name is None:
        optimizer, w = {"Lion": Lion, "LAMB": LAMB}[name](**settings), start.clone()
        for step in range(STEPS):
            w = optimizer.step(w, gradient(w, step))
            trajectory.append(w.tolist())
    else:
        w = start.clone().requires_grad_(True)
        if name == "NAdam":
            settings["foreach"] = True
        optimizer = getattr(torch.optim, torch_name)([w], **settings)
        for step in range(STEPS):
            w.grad = gradient(w.detach(), step)
            optimizer.step()
            trajectory.append(w.detach().tolist())
    out.append({"optimizer": name, "options": options, "weights": trajectory[EVERY - 1::EVERY]})

document = {"torch": torch.__version__, "start": start.tolist(), "scale": scale.tolist(), "every": EVERY}
text = json.dumps(document)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(case) for case in out) + "]}\n"
pathlib.Path(__file__).with_name("optimizers.json").write_text(text)
