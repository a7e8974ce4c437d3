"""Writes schedules.json: the rate of every update by PyTorch's schedulers, for ScheduleTests.

Run: /usr/bin/python3 make_schedules.py   (Debian: python3-torch)
"""
import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as S

warnings.filterwarnings("ignore")
EPOCHS, PER_EPOCH, RATE = 12, 5, 0.3
STEPS = EPOCHS * PER_EPOCH


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)


def curve(make, per="step"):
    o = optimizer()
    schedule = make(o)
    rates = []
    for step in range(STEPS):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        if per == "step" or (step + 1) % PER_EPOCH == 0:
            schedule.step()
    return rates


def restarts(first, multiply, end):
    o = optimizer()
    schedule = S.CosineAnnealingWarmRestarts(o, first, multiply, end)
    rates = []
    for step in range(STEPS):
        schedule.step(step / PER_EPOCH)
        rates.append(o.param_groups[0]["lr"])
        o.step()
    return rates


def warm(start, total, make):
    return lambda o: S.SequentialLR(o, [S.LinearLR(o, start, 1.0, total), make(o)], [total])


def plateau(values, mode, **options):
    o = optimizer()
    schedule = S.ReduceLROnPlateau(o, mode, **options)
    rates = []
    for value in values:
        rates.append(o.param_groups[0]["lr"])
        schedule.step(value)
    return rates


# OneCycleLR refuses a step after its last: its rates are read one by one.
def one_cycle(total, per, **options):
    o = optimizer()
    schedule = S.OneCycleLR(o, RATE, total, cycle_momentum=False, **options)
    rates = []
    for step in range(STEPS):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        if step + 1 < STEPS and (per == "step" or (step + 1) % PER_EPOCH == 0):
            schedule.step()
    return rates


losses = [1.0, 0.8, 0.8, 0.79999, 0.81, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.69, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7]
cases = [
    ("constant", {}, curve(lambda o: S.ConstantLR(o, 1.0))),
    ("step", {"every": 4, "factor": 0.1, "per": "epoch"}, curve(lambda o: S.StepLR(o, 4, 0.1), "epoch")),
    ("step", {"every": 7, "factor": 0.5, "per": "step"}, curve(lambda o: S.StepLR(o, 7, 0.5))),
    ("multi_step", {"milestones": [3, 4, 9], "factor": 0.2, "per": "epoch"}, curve(lambda o: S.MultiStepLR(o, [3, 4, 9], 0.2), "epoch")),
    ("multi_step", {"milestones": [1, 30], "factor": 0.3, "per": "step"}, curve(lambda o: S.MultiStepLR(o, [1, 30], 0.3))),
    ("exponential", {"factor": 0.9, "per": "epoch"}, curve(lambda o: S.ExponentialLR(o, 0.9), "epoch")),
    ("exponential", {"factor": 0.97, "per": "step"}, curve(lambda o: S.ExponentialLR(o, 0.97))),
    ("polynomial", {"power": 1.0, "end": 0.0, "per": "step"}, curve(lambda o: S.PolynomialLR(o, STEPS, 1.0))),
    ("polynomial", {"power": 2.5, "end": 0.0, "per": "epoch"}, curve(lambda o: S.PolynomialLR(o, EPOCHS, 2.5), "epoch")),
    ("cosine", {"end": 0.0, "per": "step"}, curve(lambda o: S.CosineAnnealingLR(o, STEPS))),
    ("cosine", {"end": 0.01, "per": "epoch"}, curve(lambda o: S.CosineAnnealingLR(o, EPOCHS, 0.01), "epoch")),
    ("cosine", {"end": 0.02, "per": "step", "warmup_steps": 8, "warmup_start": 0.1}, curve(warm(0.1, 8, lambda o: S.CosineAnnealingLR(o, STEPS - 8, 0.02)))),
    ("multi_step", {"milestones": [6, 20], "factor": 0.2, "per": "step", "warmup_steps": 5, "warmup_start": 0.25}, curve(warm(0.25, 5, lambda o: S.MultiStepLR(o, [6, 20], 0.2)))),
    ("cosine_restarts", {"first": 3, "multiply": 1, "end": 0.0, "per": "step"}, restarts(3, 1, 0.0)),
    ("cosine_restarts", {"first": 2, "multiply": 2, "end": 0.001, "per": "step"}, restarts(2, 2, 0.001)),
    ("cosine_restarts", {"first": 2, "multiply": 3, "end": 0.0, "per": "epoch"}, curve(lambda o: S.CosineAnnealingWarmRestarts(o, 2, 3), "epoch")),
    ("one_cycle", {"rise": 0.3, "divide": 25.0, "final_divide": 1e4, "per": "step"}, one_cycle(STEPS, "step")),
    ("one_cycle", {"rise": 0.45, "divide": 10.0, "final_divide": 100.0, "per": "epoch"}, one_cycle(EPOCHS, "epoch", pct_start=0.45, div_factor=10.0, final_div_factor=100.0)),
]

plateaus = [
    ({"factor": 0.1, "patience": 2, "threshold": 1e-4, "relative": True, "cooldown": 0, "min_rate": 0.0, "higher": False},
     plateau(losses, "min", factor=0.1, patience=2, threshold=1e-4)),
    ({"factor": 0.5, "patience": 1, "threshold": 0.05, "relative": False, "cooldown": 2, "min_rate": 0.1, "higher": False},
     plateau(losses, "min", factor=0.5, patience=1, threshold=0.05, threshold_mode="abs", cooldown=2, min_lr=0.1)),
    ({"factor": 0.3, "patience": 0, "threshold": 0.01, "relative": True, "cooldown": 1, "min_rate": 0.0, "higher": True},
     plateau([-x + 2 for x in losses], "max", factor=0.3, patience=0, threshold=0.01, cooldown=1)),
]
out = {
    "torch": torch.__version__, "rate": RATE, "epochs": EPOCHS, "per_epoch": PER_EPOCH,
    "cases": [{"schedule": n, "options": o, "rates": r} for n, o, r in cases],
    "losses": losses,
    "plateaus": [{"options": o, "rates": r} for o, r in plateaus],
}
path = pathlib.Path(__file__).with_name("schedules.json")
path.write_text(json.dumps(out).replace('}, {"schedule"', '},\n {"schedule"') + "\n")
