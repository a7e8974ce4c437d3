"""Writes golden cases: operands, result, and the gradients of sum(sin(result)), computed by PyTorch in float64.

Used by the make_*.py scripts beside it. Operands are rounded to float32, so that both element types can be tested with them.
"""
import json
import math
import os

import torch

_cases = []


def rand(*shape, low=-2.0, high=2.0, seed=[1]):
    """Uniform numbers; each call draws new ones."""
    generator = torch.Generator().manual_seed(seed[0])
    seed[0] += 1
    return (low + (high - low) * torch.rand(*shape, generator=generator, dtype=torch.float64)).float().double()


def ints(values):
    return torch.tensor(values, dtype=torch.int64)


def _number(v):
    if isinstance(v, float) and not math.isfinite(v):
        return "nan" if math.isnan(v) else "inf" if v > 0 else "-inf"
    return v


def _numbers(t):
    return [_number(v) for v in t.detach().reshape(-1).tolist()]


def _tensor(t):
    result = {"shape": list(t.shape), "values": _numbers(t.to(torch.uint8) if t.dtype == torch.bool else t)}
    if t.dtype in (torch.int64, torch.int32):
        result["type"] = "int"
    elif t.dtype in (torch.uint8, torch.bool):
        result["type"] = "byte"
    return result


def case(name, f, *inputs):
    """Records f(*inputs). The name is that of the OpSample which calls the same op."""
    leaves = [t.clone().requires_grad_(t.is_floating_point()) for t in inputs]
    y = f(*leaves)
    entry = {"name": name, "inputs": [_tensor(t) for t in inputs], "output": _tensor(y)}
    if y.requires_grad:
        y.sin().sum().backward()
        entry["gradients"] = [None if t.grad is None else _numbers(t.grad) for t in leaves]
    _cases.append(entry)


def save(script):
    """Writes Golden/NAME.json for the script Golden/make_NAME.py."""
    name = os.path.basename(script)[len("make_"):-len(".py")]
    path = os.path.join(os.path.dirname(os.path.abspath(script)), name + ".json")
    with open(path, "w") as file:
        file.write('{"ops": [\n')
        file.write(",\n".join(json.dumps(entry) for entry in _cases))
        file.write("\n]}\n")
    print(f"{len(_cases)} cases in {path}")
