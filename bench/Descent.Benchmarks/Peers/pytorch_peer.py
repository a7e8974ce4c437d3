"""The PyTorch side of the benchmark: reads one JSON command a line, answers with one JSON object a line.

prepare {spec, inputs}      builds the work; answers the names of the variants (ways of doing it), of which the fastest counts
check {variant, outputs}    computes the agreed result without random numbers from the inputs, writes its arrays to the file
run {variant, seconds}      answers milliseconds a step of each block that fits into the time
memory                      answers the largest resident memory so far
End of input ends it.
"""
import json
import sys
import time

try:
    import numpy
    import torch
    import networks
    import optimizers
except ImportError as error:
    print(json.dumps({"missing": str(error)}), flush=True)
    sys.exit(0)

torch.set_num_threads(int(sys.argv[1]))


class Inputs:
    """The numbers to start from, taken in order; drawn where there is no file."""

    def __init__(self, path):
        self.file = open(path, "rb") if path else None

    def take(self, *shape):
        if self.file is None:
            return torch.randn(*shape)
        count = int(numpy.prod(shape))
        return torch.from_numpy(numpy.fromfile(self.file, numpy.float32, count)).reshape(shape)


class Gemm:
    def __init__(self, spec, inputs):
        m, n, k = spec["m"], spec["n"], spec["k"]
        self.a = inputs.take(k, m).t() if spec["ta"] else inputs.take(m, k)
        self.b = inputs.take(n, k).t() if spec["tb"] else inputs.take(k, n)
        self.c = torch.zeros(m, n)
        self.variants = {"mm(out=)": self.step}

    def step(self):
        torch.mm(self.a, self.b, out=self.c)

    def check(self, variant):
        self.step()
        return self.c.double().norm().item(), [self.c]


class Mlp:
    """A training step as users write it; Adam as it comes and with foreach, of which the faster counts."""

    def __init__(self, spec, inputs):
        sizes, batch = spec["sizes"], spec["batch"]
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(torch.nn.Linear(sizes[i], sizes[i + 1]))
            if i == len(sizes) - 2:
                break
            layers.append(torch.nn.ReLU())
            if spec["drop"] > 0:
                layers.append(torch.nn.Dropout(spec["drop"]))
        self.model = torch.nn.Sequential(*layers)
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.copy_(inputs.take(*parameter.shape))
        self.x = inputs.take(batch, sizes[0])
        self.y = inputs.take(batch).long().clamp(0, sizes[-1] - 1)
        self.initial = [p.detach().clone() for p in self.model.parameters()]
        self.criterion = torch.nn.CrossEntropyLoss()
        self.lr = spec["lr"]
        self.variants = {"adam": self.step_with(False), "adam foreach": self.step_with(True)}

    def step_with(self, foreach):
        model, x, y, criterion = self.model, self.x, self.y, self.criterion
        optimizer = torch.optim.Adam(model.parameters(), lr=self.lr, foreach=foreach)

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        return step

    def check(self, variant):
        modules = [m for m in self.model.modules() if isinstance(m, torch.nn.Dropout)]
        for module in modules:
            module.eval()
        loss = self.criterion(self.model(self.x), self.y).item()
        step = self.step_with(variant == "adam foreach")
        for _ in range(3):
            step()
        arrays = [p.detach().clone() for p in self.model.parameters()]
        with torch.no_grad():
            for parameter, initial in zip(self.model.parameters(), self.initial):
                parameter.copy_(initial)
        for module in modules:
            module.train()
        return loss, arrays


class Optimizer:
    """An update alone; one tensor after the other and foreach, of which the faster counts."""

    def __init__(self, spec, inputs):
        self.parameters = []
        for shape in spec["shapes"]:
            parameter = torch.nn.Parameter(inputs.take(*shape))
            parameter.grad = inputs.take(*shape)
            self.parameters.append(parameter)
        settings = dict(spec["optimizer"])
        name = settings.pop("name")
        if name == "NAdam":
            optimizers.correct_nadam()
        kind = getattr(optimizers, name, None) or getattr(torch.optim, name)
        self.make = lambda foreach: kind(self.parameters, foreach=foreach, **settings)
        self.optimizers = {}
        self.variants = {"for-loop": lambda: self.step("for-loop"), "foreach": lambda: self.step("foreach")}

    def step(self, variant):
        if variant not in self.optimizers:
            self.optimizers = {variant: self.make(variant == "foreach")}  # one at a time: the state is memory
        self.optimizers[variant].step()

    def check(self, variant):
        initial = [p.detach().clone() for p in self.parameters]
        gradients = [p.grad.clone() for p in self.parameters]
        self.optimizers = {}
        for _ in range(3):
            self.step(variant)
            for parameter, gradient in zip(self.parameters, gradients):
                parameter.grad.copy_(gradient)  # foreach Nesterov of PyTorch 1.13 leaves its sum in the gradients
        arrays = [p.detach().clone() for p in self.parameters]
        with torch.no_grad():
            for parameter, start in zip(self.parameters, initial):
                parameter.copy_(start)
        self.optimizers = {}
        return initial[0].double().norm().item(), arrays


class Op:
    """One operation; with a new result each time and, where there is a way, into one that stays."""

    OPERATIONS = {
        "relu": (torch.relu, lambda x, out: torch.clamp_min(x, 0, out=out)),
        "exp": (torch.exp, lambda x, out: torch.exp(x, out=out)),
        "tanh": (torch.tanh, lambda x, out: torch.tanh(x, out=out)),
        "gelu": (torch.nn.functional.gelu, lambda x, out: torch._C._nn.gelu(x, out=out)),
        "softmax": (lambda x: torch.softmax(x, -1), lambda x, out: torch.softmax(x, -1, out=out)),
        "log_softmax": (lambda x: torch.log_softmax(x, -1), lambda x, out: torch.log_softmax(x, -1, out=out)),
        "add": (torch.add, lambda x, y, out: torch.add(x, y, out=out)),
        "sum": (torch.sum, None),
        "sum_rows": (lambda x: torch.sum(x, 1), lambda x, out: torch.sum(x, 1, out=out)),
        "sum_columns": (lambda x: torch.sum(x, 0), lambda x, out: torch.sum(x, 0, out=out)),
        "max_rows": (lambda x: torch.amax(x, 1), lambda x, out: torch.amax(x, 1, out=out)),
    }

    def __init__(self, spec, inputs):
        operands = [inputs.take(*spec["shape"]) for _ in range(spec["operands"])]
        fresh, into = self.OPERATIONS[spec["op"]]
        result = fresh(*operands)
        self.variants = {"new result": lambda: fresh(*operands)}
        if into:
            self.variants["out="] = lambda: into(*operands, out=result)

    def check(self, variant):
        result = self.variants[variant]()
        return result.double().norm().item(), [result]


class BatchNorm:
    """Batch normalization in training and, if asked, the ReLU behind it, in both memory formats; one pass, forward or backward, alone."""

    def __init__(self, spec, inputs):
        self.relu, self.backward = spec["relu"], spec["backward"]
        x, dy = inputs.take(*spec["shape"]).movedim(-1, 1), inputs.take(*spec["shape"]).movedim(-1, 1)
        self.variants = {}
        for name, layout in (("channels last", torch.channels_last), ("contiguous", torch.contiguous_format)):
            self.variants[name] = self.step_with(x.contiguous(memory_format=layout), dy.contiguous(memory_format=layout))

    def step_with(self, x, dy):
        layer = torch.nn.BatchNorm2d(x.shape[1])
        model = torch.nn.Sequential(layer, torch.nn.ReLU(inplace=True)) if self.relu else layer
        if not self.backward:
            def forward():
                with torch.no_grad():
                    return model(x)
            return forward
        x.requires_grad_(True)
        y = model(x)
        return lambda: torch.autograd.grad(y, (x, layer.weight, layer.bias), dy, retain_graph=True)[0]

    def check(self, variant):
        result = self.variants[variant]().movedim(1, -1).contiguous()
        return result.double().norm().item(), [result]


class MaxPool:
    """Max pooling, forward or backward, in both memory formats, of which the faster counts."""

    def __init__(self, spec, inputs):
        window = [[spec[key]] * 2 for key in ("kernel", "stride", "padding")]
        pool = torch.ops.aten.max_pool2d_with_indices
        x = inputs.take(*spec["shape"]).movedim(-1, 1)
        y, _ = pool(x, *window)
        dy = inputs.take(y.shape[0], y.shape[2], y.shape[3], y.shape[1]).movedim(-1, 1) if spec["backward"] else y
        self.variants = {}
        for name, layout in (("channels last", torch.channels_last), ("contiguous", torch.contiguous_format)):
            own = [t.contiguous(memory_format=layout) for t in (x, dy)]
            self.variants[name] = self.step_with(pool, window, spec["backward"], *own)

    @staticmethod
    def step_with(pool, window, backward, x, dy):
        if not backward:
            return lambda: pool(x, *window)[0]
        indices = pool(x, *window)[1]
        return lambda: torch.ops.aten.max_pool2d_with_indices_backward(dy, x, *window, [1, 1], False, indices)

    def check(self, variant):
        result = self.variants[variant]().movedim(1, -1).contiguous()
        return result.double().norm().item(), [result]


class Network:
    """A training step of an image network in both memory formats, with the optimizer as it comes and with foreach; the fastest counts."""

    def __init__(self, spec, inputs):
        self.model = getattr(networks, spec["network"])()
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.copy_(inputs.take(*parameter.shape))
        self.x = inputs.take(spec["batch"], spec["size"], spec["size"], spec["channels"]).permute(0, 3, 1, 2)
        self.y = inputs.take(spec["batch"]).long().clamp(0, 9)
        self.initial = [p.detach().clone() for p in self.model.parameters()]
        self.criterion = torch.nn.CrossEntropyLoss()
        self.settings = dict(spec["optimizer"])
        self.kind = getattr(torch.optim, self.settings.pop("name"))
        self.variants, self.current = {}, None
        for name, layout in (("channels last", torch.channels_last), ("contiguous", torch.contiguous_format)):
            for foreach in (False, True):
                variant = name + (", foreach" if foreach else "")
                self.variants[variant] = lambda variant=variant, layout=layout, foreach=foreach: self.step_in(variant, layout, foreach)

    def step_in(self, variant, layout, foreach):
        if self.current != variant:
            self.current = variant
            self.model = self.model.to(memory_format=layout)
            self.image = self.x.contiguous(memory_format=layout)
            self.optimizer = self.kind(self.model.parameters(), foreach=foreach, **self.settings)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.criterion(self.model(self.image), self.y)
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self, variant):
        self.current = None
        self.model.train()
        for module in self.model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.eval()
        loss = self.variants[variant]().item()
        gradients = [p.grad.contiguous() for p in self.model.parameters()]
        with torch.no_grad():
            for parameter, initial in zip(self.model.parameters(), self.initial):
                parameter.copy_(initial)
        self.model.train()
        self.current = None
        return loss, gradients


class Inference:
    """A forward pass of one of torchvision's networks as its users predict: eval mode, no_grad, in both memory formats; the faster counts."""

    def __init__(self, spec, inputs):
        import torchvision  # here and in networks.py alone
        self.model = getattr(torchvision.models, spec["network"])(num_classes=spec["classes"]).eval()
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter.copy_(inputs.take(*parameter.shape))
        self.x = inputs.take(spec["batch"], spec["size"], spec["size"], 3).permute(0, 3, 1, 2)
        self.variants, self.current = {}, None
        for name, layout in (("channels last", torch.channels_last), ("contiguous", torch.contiguous_format)):
            self.variants[name] = lambda name=name, layout=layout: self.forward_in(name, layout)

    def forward_in(self, variant, layout):
        if self.current != variant:
            self.current = variant
            self.model = self.model.to(memory_format=layout)
            self.image = self.x.contiguous(memory_format=layout)
        with torch.no_grad():
            return self.model(self.image)

    def check(self, variant):
        result = self.variants[variant]().contiguous()
        return result.double().norm().item(), [result]


class Conv:
    """One pass of a convolution, in both memory formats, of which the faster counts."""

    def __init__(self, spec, inputs):
        images = (spec["batch"], spec["size"], spec["size"], spec["inputs"])
        outputs = (spec["batch"], spec["out_size"], spec["out_size"], spec["outputs"])
        weights = (spec["kernel"], spec["kernel"], spec["inputs"], spec["outputs"])
        first, second = [(images, weights), (outputs, weights), (images, outputs)][spec["pass"]]
        self.operands = [inputs.take(*first), inputs.take(*second)]
        self.spec = spec
        self.variants = {"contiguous": self.step_in(torch.contiguous_format), "channels last": self.step_in(torch.channels_last)}

    def step_in(self, memory_format):
        spec, which = self.spec, self.spec["pass"]

        def image(t):
            return t.permute(0, 3, 1, 2).contiguous(memory_format=memory_format)

        def weight(t):
            return t.permute(3, 2, 0, 1).contiguous(memory_format=memory_format)

        stride, padding = [spec["stride"]] * 2, [spec["padding"]] * 2
        if which == 0:
            x, w = image(self.operands[0]), weight(self.operands[1])
            return lambda: torch.nn.functional.conv2d(x, w, None, stride, padding)
        empty = torch.empty(1)
        if which == 1:
            dy, w = image(self.operands[0]), weight(self.operands[1])
            x = image(empty.expand(spec["batch"], spec["size"], spec["size"], spec["inputs"]))
            mask = [True, False, False]
        else:
            x, dy = image(self.operands[0]), image(self.operands[1])
            w = weight(empty.expand(spec["kernel"], spec["kernel"], spec["inputs"], spec["outputs"]))
            mask = [False, True, False]
        backward = torch.ops.aten.convolution_backward
        return lambda: backward(dy, x, w, None, stride, padding, [1, 1], False, [0, 0], 1, mask)

    def check(self, variant):
        result = self.variants[variant]()
        if self.spec["pass"] == 0:
            result = result.permute(0, 2, 3, 1)
        elif self.spec["pass"] == 1:
            result = result[0].permute(0, 2, 3, 1)
        else:
            result = result[1].permute(2, 3, 1, 0)
        return result.double().norm().item(), [result.contiguous()]


KINDS = {
    "gemm": Gemm,
    "mlp": Mlp,
    "optimizer": Optimizer,
    "op": Op,
    "batch_norm": BatchNorm,
    "max_pool": MaxPool,
    "conv": Conv,
    "network": Network,
    "inference": Inference,
}


def kind(name):
    if name in ("augment", "folder"):
        import augment  # torchvision, Pillow and OpenCV are wanted here alone
        return {"augment": augment.Augment, "folder": augment.Folder}[name]
    return KINDS[name]


def time_block(step, steps):
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - start) * 1e3 / steps


def run(step, seconds):
    """Blocks of a millisecond or of one step, as ours; the first tenth of the time, and a step at least, warms up."""
    best = time_block(step, 1)
    start = time.perf_counter()
    while time.perf_counter() - start < seconds * 0.1:
        best = min(best, time_block(step, max(1, int(1 / best))))
    steps = max(1, int(numpy.ceil(1 / best)))
    times = []
    start = time.perf_counter()
    while not times or time.perf_counter() - start < seconds:
        times.append(time_block(step, steps))
    return times


def peak_mb():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def libraries():
    with open("/proc/self/maps") as maps:
        names = {line.split()[-1].rsplit("/", 1)[-1] for line in maps if "blas" in line or "omp.so" in line}
    return ", ".join(sorted(names))


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    answer({"description": f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {libraries()}"})
    work = None
    for line in sys.stdin:
        command = json.loads(line)
        name = command["command"]
        if name == "prepare":
            work = None  # the old one's memory goes first
            work = kind(command["spec"]["kind"])(command["spec"], Inputs(command["inputs"]))
            answer({"variants": list(work.variants)})
        elif name == "check":
            scalar, arrays = work.check(command["variant"])
            with open(command["outputs"], "wb") as file:
                for array in arrays:
                    array.detach().numpy().tofile(file)
            answer({"scalar": scalar})
        elif name == "run":
            answer({"times": run(work.variants[command["variant"]], command["seconds"])})
        elif name == "memory":
            answer({"peak_mb": peak_mb()})


main()
