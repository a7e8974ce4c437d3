"""The other side of InterchangeTests: with NumPy alone, reads what Descent wrote into a folder, and writes there what Descent is to read.

Element i of every array is (3 i) mod 11, less 5 for signed numbers, half of that for floating ones; i mod 2 for booleans.
Run: python3 interchange.py <folder>"""
import json
import os
import struct
import sys

import numpy

SHAPE = (2, 3, 4)
FOLDER = sys.argv[1]


def values(dtype, shape=SHAPE):
    kind = numpy.dtype(dtype).kind
    i = numpy.arange(int(numpy.prod(shape)))
    numbers = i % 2 if kind == "b" else (3 * i) % 11 - (5 if kind in "if" else 0)
    return (numbers / 2 if kind == "f" else numbers).astype(dtype).reshape(shape)


def path(name):
    return os.path.join(FOLDER, name)


def same(array, dtype, shape, what):
    assert array.dtype == numpy.dtype(dtype) and array.shape == shape, "%s: %s %s" % (what, array.dtype, array.shape)
    assert array.flags["C_CONTIGUOUS"], what
    numpy.testing.assert_array_equal(array, values(dtype, shape), what)


def once(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), "a name twice"
    return dict(pairs)


def read_safetensors(name):
    """By the rules of the format: nothing here is shared with the library."""
    with open(path(name), "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    assert 8 + length <= len(data) and data[8:9] == b"{"
    header = json.loads(data[8:8 + length].decode("utf-8", "strict"), object_pairs_hook=once)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(v, str) for v in metadata.values())
    numbers, tensors, offset = data[8 + length:], {}, 0
    for key, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(entry) == {"dtype", "shape", "data_offsets"}
        begin, end = entry["data_offsets"]
        dtype = numpy.dtype({"F32": "<f4", "F64": "<f8", "I32": "<i4", "U8": "u1"}[entry["dtype"]])
        assert begin == offset and end - begin == dtype.itemsize * int(numpy.prod(entry["shape"])), key
        assert (8 + length + begin) % dtype.itemsize == 0, "%s is not aligned" % key
        tensors[key] = numpy.frombuffer(numbers[begin:end], dtype).reshape(entry["shape"])
        offset = end
    assert offset == len(numbers)
    return tensors, metadata


def write_safetensors(name, tensors, pad):
    """As PyTorch's writers do: text about the format first, keys in the network's order, numbers in another, a header of any length."""
    places, data = {}, b""
    for key in sorted(tensors, reverse=True):
        code, bits = tensors[key]
        places[key] = [len(data), len(data) + len(bits.tobytes())]
        data += bits.tobytes()
    header = {"__metadata__": {"format": "pt", "note": "é \"quoted\""}}
    for key, (code, bits) in tensors.items():
        header[key] = {"dtype": code, "shape": list(bits.shape), "data_offsets": places[key]}
    text = json.dumps(header).encode() + b" " * pad
    with open(path(name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


OURS = {"Float32": "<f4", "Float64": "<f8", "Int32": "<i4", "UInt8": "u1", "wide": "<i8"}
for name, dtype in OURS.items():
    for rank in range(4):
        shape = SHAPE[:rank]
        same(numpy.load(path("ours_%s_%d.npy" % (name, rank)), allow_pickle=False), dtype, shape, name)
for archive in ("ours_stored.npz", "ours_deflated.npz"):
    with numpy.load(path(archive), allow_pickle=False) as arrays:
        assert sorted(arrays.files) == sorted(n for n in OURS if n != "wide"), arrays.files
        for name in arrays.files:
            same(arrays[name], OURS[name], SHAPE, archive)
tensors, metadata = read_safetensors("ours.safetensors")
assert metadata == {"format": "pt", "é": "\""}, metadata
assert sorted(tensors) == sorted(n for n in OURS if n != "wide")
for name, array in tensors.items():
    same(array, OURS[name], SHAPE, "safetensors")

arrays = {}
for kind in ("b1", "i1", "u1", "i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8"):
    for order, sign in (("little", "<"), ("big", ">")):
        for layout in ("c", "fortran"):
            array = values(sign + kind)
            array = numpy.asfortranarray(array) if layout == "fortran" else array
            name = "%s_%s_%s" % (kind, order, layout)
            numpy.save(path("theirs_%s.npy" % name), array)
            arrays[name] = array
numpy.savez(path("theirs_stored.npz"), **arrays)
numpy.savez_compressed(path("theirs_deflated.npz"), **arrays)

half = values("<f4").view("<u4") >> 16  # the upper half of a float
types = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8", "U8": "u1", "U16": "<u2", "U32": "<u4", "U64": "<u8", "BOOL": "?"}
tensors = {"layer.%s.weight" % code: (code, values(dtype)) for code, dtype in types.items()}
tensors["layer.BF16.weight"] = ("BF16", half.astype("<u2"))
tensors["empty"] = ("F32", numpy.zeros((0, 3), "<f4"))
for pad in range(9):
    write_safetensors("theirs_%d.safetensors" % pad, tensors, pad)
print("NumPy", numpy.__version__)
