"""Writes npy.json: small .npy and .npz files that NumPy wrote, of every element type, order and version that is read, and their values in C order."""
import base64
import io
import json
import os

import numpy
from numpy.lib import format as npy

TYPES = ["|b1", "|i1", "|u1"] + [order + kind for kind in ("i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8") for order in "<>"]
SHAPES = [(), (5,), (0, 3), (3, 4), (2, 3, 2)]


def values(dtype, shape):
    """0, 1, 2 … with a sign or half where the type has such, and its smallest and largest where an Int32 holds them."""
    count = int(numpy.prod(shape))
    numbers = numpy.arange(count, dtype=numpy.float64)
    kind = numpy.dtype(dtype).kind
    if kind == "b":
        numbers %= 2
    elif kind == "i":
        numbers = numbers * 7 - 20
    elif kind == "f":
        numbers = numbers / 2 - 1.5
    array = numbers.astype(dtype).reshape(shape)
    if kind in "iu" and count > 1 and array.dtype.itemsize < 4:
        array.reshape(-1)[:2] = [numpy.iinfo(dtype).min, numpy.iinfo(dtype).max]
    return array


def b64(data):
    return base64.b64encode(data).decode()


cases = []
for i, dtype in enumerate(TYPES):
    for j, shape in enumerate(SHAPES):
        array = values(dtype, shape)
        for fortran in (False, True):
            if fortran and len(shape) < 2:
                continue
            file = io.BytesIO()
            npy.write_array(file, numpy.asfortranarray(array) if fortran else array, version=[(1, 0), (2, 0), (3, 0)][(i + j) % 3])
            cases.append({"name": "%s %s%s" % (dtype, list(shape), " fortran" if fortran else ""), "shape": list(shape),
                          "file": b64(file.getvalue()), "values": [float(v) for v in array.reshape(-1)]})

archives = []
arrays = {"x": values("<f4", (3, 4)), "deep/y": values("<i8", (5,)), "é": numpy.asfortranarray(values(">u2", (2, 3, 2))), "flag": values("|b1", ())}
for name, write in (("stored", numpy.savez), ("deflated", numpy.savez_compressed)):
    file = io.BytesIO()
    write(file, **arrays)
    archives.append({"name": name, "file": b64(file.getvalue()), "arrays": {k: {"shape": list(v.shape), "values": [float(e) for e in v.reshape(-1)]} for k, v in arrays.items()}})

refused = {}
for name, array in (("objects", numpy.array([{}, None], dtype=object)), ("complex", numpy.zeros(2, complex)), ("text", numpy.array(["ab"])),
                    ("records", numpy.zeros(2, [("a", "<f4"), ("b", "<i4")])), ("times", numpy.zeros(2, "M8[s]")), ("wide", numpy.array([1, 2 ** 40]))):
    file = io.BytesIO()
    numpy.save(file, array)
    refused[name] = b64(file.getvalue())

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "npy.json"), "w") as out:
    out.write('{"files": [\n' + ",\n".join(json.dumps(c) for c in cases) + '\n],\n"archives": [\n' + ",\n".join(json.dumps(a) for a in archives))
    out.write('\n],\n"refused": ' + json.dumps(refused, indent=0) + "}\n")
