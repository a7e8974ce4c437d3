"""Optimizers that PyTorch 1.13 has not, or has with a mistake."""
import inspect
import sys

import torch


class Lion(torch.optim.Optimizer):
    """PyTorch 1.13 has none: the paper's (Chen et al., 2023), with PyTorch's own fused operations."""

    def __init__(self, parameters, lr, betas=(0.9, 0.99), weight_decay=0.0, foreach=False):
        super().__init__(parameters, {"lr": lr, "betas": betas, "weight_decay": weight_decay})
        self.foreach = foreach

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        lr, (b1, b2), decay = group["lr"], group["betas"], group["weight_decay"]
        parameters = group["params"]
        if not self.state:
            for p in parameters:
                self.state[p]["exp_avg"] = torch.zeros_like(p)
        if self.foreach:
            gradients, averages = [p.grad for p in parameters], [self.state[p]["exp_avg"] for p in parameters]
            updates = torch._foreach_mul(averages, b1)
            torch._foreach_add_(updates, gradients, alpha=1 - b1)
            for u in updates:
                u.sign_()
            if decay:
                torch._foreach_mul_(parameters, 1 - lr * decay)
            torch._foreach_add_(parameters, updates, alpha=-lr)
            torch._foreach_mul_(averages, b2)
            torch._foreach_add_(averages, gradients, alpha=1 - b2)
            return
        for p in parameters:
            average = self.state[p]["exp_avg"]
            update = average.mul(b1).add_(p.grad, alpha=1 - b1).sign_()
            if decay:
                p.mul_(1 - lr * decay)
            p.add_(update, alpha=-lr)
            average.mul_(b2).add_(p.grad, alpha=1 - b2)


class LAMB(torch.optim.Optimizer):
    """PyTorch has none: the paper's (You et al., 2020), with PyTorch's own fused operations."""

    def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0, foreach=False):
        super().__init__(parameters, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
        self.foreach = foreach
        self.steps = 0

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        lr, (b1, b2), eps, decay = group["lr"], group["betas"], group["eps"], group["weight_decay"]
        parameters = group["params"]
        if not self.state:
            for p in parameters:
                self.state[p]["m"], self.state[p]["v"] = torch.zeros_like(p), torch.zeros_like(p)
        self.steps += 1
        c1, c2 = 1 - b1 ** self.steps, (1 - b2 ** self.steps) ** 0.5
        if self.foreach:
            gradients = [p.grad for p in parameters]
            means, squares = [self.state[p]["m"] for p in parameters], [self.state[p]["v"] for p in parameters]
            torch._foreach_mul_(means, b1)
            torch._foreach_add_(means, gradients, alpha=1 - b1)
            torch._foreach_mul_(squares, b2)
            torch._foreach_addcmul_(squares, gradients, gradients, 1 - b2)
            roots = torch._foreach_sqrt(squares)
            torch._foreach_div_(roots, c2)
            torch._foreach_add_(roots, eps)
            directions = torch._foreach_div(means, roots)
            torch._foreach_div_(directions, c1)
            if decay:
                torch._foreach_add_(directions, parameters, alpha=decay)
            for p, r in zip(parameters, directions):
                p.add_(r, alpha=-lr * self.trust(p, r))
            return
        for p in parameters:
            m, v = self.state[p]["m"], self.state[p]["v"]
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            r = (m / c1).div_((v.sqrt() / c2).add_(eps))
            if decay:
                r.add_(p, alpha=decay)
            p.add_(r, alpha=-lr * self.trust(p, r))

    @staticmethod
    def trust(p, r):
        weights, direction = p.norm().item(), r.norm().item()
        return weights / direction if weights > 0 and direction > 0 else 1.0


def correct_nadam():
    """PyTorch 1.13's one-by-one NAdam multiplies by mu twice, which 2.0 put right: the same cost, other numbers."""
    module = sys.modules[torch.optim.NAdam.__module__]
    source = inspect.getsource(module._single_tensor_nadam)
    exec(source.replace("mu_product * mu * mu_next", "mu_product * mu_next"), module.__dict__)
