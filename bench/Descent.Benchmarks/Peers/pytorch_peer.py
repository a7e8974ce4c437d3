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


KINDS = {"gemm": Gemm}


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
            work = KINDS[command["spec"]["kind"]](command["spec"], Inputs(command["inputs"]))
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
