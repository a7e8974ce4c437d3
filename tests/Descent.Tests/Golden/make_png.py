"""Writes png.json: small PNG files of every kind, made here byte by byte, and the pixels that Pillow decodes them to.

The samples come from here (they are what `samples` and, where there is one, `opacity` hold); the colours are Pillow's:
convert("L") for grey ones, of 16 bits the higher byte, convert("RGB") for the others."""
import base64
import io
import json
import os
import random
import struct
import zlib

import numpy
from PIL import Image

PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack(row, depth):
    """A row [width * channels] of samples as bytes, the first in the highest bits."""
    if depth == 16:
        return b"".join(struct.pack(">H", v) for v in row)
    if depth == 8:
        return bytes(row)
    bits = "".join(format(v, "0%db" % depth) for v in row)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        c = above[i - step] if i >= step else 0
        b = above[i]
        guess = [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]
        out.append((value - guess) % 256)
    return bytes(out)


def rows(samples, depth, step, draw):
    above, data = None, b""
    for line in samples:
        row = pack([int(v) for v in line.reshape(-1)], depth)
        data += filtered(draw.randrange(5), row, above or bytes(len(row)), step)
        above = row
    return data


def write(samples, color, depth, interlaced, palette, transparency, draw):
    height, width, channels = samples.shape
    step = max(1, channels * depth // 8)
    data = b""
    if interlaced:
        for x, y, sx, sy in PASSES:
            part = samples[y::sy, x::sx]
            if part.size:
                data += rows(part, depth, step, draw)
    else:
        data = rows(samples, depth, step, draw)
    packed = zlib.compress(data, draw.choice([0, 1, 6, 9]))
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced)))
    out += chunk(b"gAMA", struct.pack(">I", 45455))
    if palette is not None:
        out += chunk(b"PLTE", palette.astype(numpy.uint8).tobytes())
    if transparency is not None:
        out += chunk(b"tRNS", transparency)
    cut = draw.randrange(len(packed)) if draw.random() < 0.5 else len(packed)
    for piece in (packed[:cut], packed[cut:]):
        if piece or draw.random() < 0.3:
            out += chunk(b"IDAT", piece)
    return out + chunk(b"tEXt", b"Comment\0tiny") + chunk(b"IEND", b"")


def picture(height, width, channels, depth, top, rng):
    """Smooth with noise, so that every filter has something to guess."""
    y, x, c = numpy.mgrid[0:height, 0:width, 0:channels]
    wave = (numpy.sin(x * 0.7 + c) + numpy.cos(y * 0.5 - c) + 2) / 4 + rng.normal(0, 0.06, (height, width, channels))
    return numpy.clip(wave * top, 0, top).astype(numpy.int64)


def case(name, height, width, color, depth, interlaced, opaque, seed):
    rng, draw = numpy.random.default_rng(seed), random.Random(seed)
    top = (1 << depth) - 1
    samples = picture(height, width, CHANNELS[color], depth, top, rng)
    palette = transparency = opacity = None
    if color == 3:
        colors = min(top + 1, 11) if depth > 1 else 2
        samples %= colors
        palette = rng.integers(0, 256, (colors, 3))
    if color in (4, 6):
        opacity = samples[..., -1] >> (depth - 8)
    elif not opaque and color == 3:
        alphas = rng.integers(0, 256, max(1, len(palette) - 1))
        transparency = alphas.astype(numpy.uint8).tobytes()
        opacity = numpy.append(alphas, [255] * len(palette))[samples[..., 0]]
    elif not opaque:
        key = samples[height // 2, width // 2]
        transparency = b"".join(struct.pack(">H", int(v)) for v in key)
        opacity = numpy.where((samples == key).all(axis=-1), 0, 255)
    file = write(samples, color, depth, interlaced, palette, transparency, draw)

    image = Image.open(io.BytesIO(file))
    image.load()
    if color == 0 and depth == 16:
        pixels = numpy.asarray(image).astype(numpy.int64) >> 8
    else:
        pixels = numpy.asarray(image.convert("L" if color in (0, 4) else "RGB"))
    result = {
        "name": name, "height": height, "width": width, "channels": 1 if color in (0, 4) else 3, "bits": depth,
        "file": base64.b64encode(file).decode(),
        "pixels": base64.b64encode(pixels.astype(numpy.uint8).tobytes()).decode(),
    }
    if depth == 16:
        result["samples"] = base64.b64encode(samples.astype("<u2").tobytes()).decode()
    if opacity is not None:
        result["opacity"] = base64.b64encode(opacity.astype(numpy.uint8).tobytes()).decode()
    return result


NAMES = {0: "grey", 2: "rgb", 3: "palette", 4: "grey and opacity", 6: "rgb and opacity"}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
cases = []
for color, depths in DEPTHS.items():
    for depth in depths:
        for interlaced in (False, True):
            label = "%s %d%s" % (NAMES[color], depth, " interlaced" if interlaced else "")
            cases.append(case(label, 7, 11, color, depth, interlaced, True, len(cases)))
        if color in (0, 2, 3):
            cases.append(case("%s %d transparent" % (NAMES[color], depth), 6, 9, color, depth, False, False, len(cases)))
for n in range(1, 9):
    for width, height in ((n, 9 - n), (n, n)):
        cases.append(case("interlaced %dx%d" % (width, height), height, width, 0 if n % 2 else 2, 8, True, True, len(cases)))
cases.append(case("one pixel", 1, 1, 0, 1, False, True, len(cases)))
cases.append(case("wide", 2, 301, 0, 1, False, True, len(cases)))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "png.json"), "w") as out:
    out.write('{"files": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")
