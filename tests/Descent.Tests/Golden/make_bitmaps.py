"""Writes bitmaps.json: small BMP, PBM, PGM and PPM files of every kind, made here byte by byte, and the pixels that Pillow decodes them to:
convert("L") where the palette is grey or there is one channel, convert("RGB") for the others."""
import base64
import io
import json
import os
import struct

import numpy
from PIL import Image

HEIGHT, WIDTH = 6, 11
rng = numpy.random.default_rng(1)
cases = []


def add(name, file, grey, pixels=None):
    if pixels is None:
        image = Image.open(io.BytesIO(file))
        image.load()
        pixels = numpy.asarray(image.convert("L" if grey else "RGB"))
    cases.append({
        "name": name, "height": pixels.shape[0], "width": pixels.shape[1], "channels": 1 if grey else 3,
        "file": base64.b64encode(file).decode(), "pixels": base64.b64encode(pixels.astype(numpy.uint8).tobytes()).decode(),
    })


def rows(values, bits):
    """Rows of pixel values from the bottom, each padded to 4 bytes."""
    out = b""
    for line in values[::-1]:
        if bits in (16, 24, 32):
            row = b"".join(int(v).to_bytes(bits // 8, "little") for v in line)
        else:
            text = "".join(format(int(v), "0%db" % bits) for v in line)
            text += "0" * (-len(text) % 8)
            row = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
        out += row + bytes(-len(row) % 4)
    return out


def bmp(data, bits, compression=0, palette=b"", masks=b"", height=HEIGHT, size=40, used=0):
    if size == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", size, WIDTH, height, 1, bits, compression, len(data), 2835, 2835, used, 0)
        if size > 40:
            info += masks + bytes(size - len(info) - len(masks))
            masks = b""
    start = 14 + len(info) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + info + masks + palette + data


def palette(count, grey, entry=4):
    colors = rng.integers(0, 256, (count, 3))
    if grey:
        colors[:] = colors[:, :1]
    return b"".join(bytes([int(v) for v in c]) + bytes(entry - 3) for c in colors)


for bits in (1, 4, 8):
    values = rng.integers(0, 1 << bits, (HEIGHT, WIDTH))
    for grey in (True, False):
        add("bmp %d%s" % (bits, " grey" if grey else ""), bmp(rows(values, bits), bits, palette=palette(1 << bits, grey)), grey)
add("bmp 4 core", bmp(rows(rng.integers(0, 16, (HEIGHT, WIDTH)), 4), 4, palette=palette(16, False, 3), size=12), False)
add("bmp 8 short palette", bmp(rows(rng.integers(0, 5, (HEIGHT, WIDTH)), 8), 8, palette=palette(5, False), used=5), False)
for bits in (16, 24, 32):
    values = rng.integers(0, 1 << (15 if bits == 16 else bits), (HEIGHT, WIDTH))
    add("bmp %d" % bits, bmp(rows(values, bits), bits), False)
    add("bmp %d from the top" % bits, bmp(rows(values[::-1], bits), bits, height=-HEIGHT), False)
values = rng.integers(0, 1 << 16, (HEIGHT, WIDTH))
for size in (40, 108, 124):
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F) + (struct.pack("<I", 0) if size > 40 else b"")
    add("bmp 16 masks %d" % size, bmp(rows(values, 16), 16, 3, masks=masks, size=size), False)
values = rng.integers(0, 1 << 32, (HEIGHT, WIDTH))
add("bmp 32 masks", bmp(rows(values, 32), 32, 3, masks=struct.pack("<III", 0xFF000000, 0x00FF0000, 0x0000FF00)), False)

# Run lengths: runs, pieces as they are (padded to two bytes), ends of rows. Pillow 9.4 cannot do rows that are left
# out, nor pieces of an odd number of half bytes.
runs8 = bytes([11, 3, 0, 0, 3, 8, 0, 0, 4, 1, 0, 5, 9, 8, 7, 6, 5, 0, 2, 2, 0, 0, 9, 9, 1, 4, 1, 2, 0, 0, 5, 77, 0, 0, 1, 200, 0, 4, 1, 2, 3, 4, 0, 0, 0, 1])
add("bmp runs of 8", bmp(runs8, 8, 1, palette=palette(256, False)), False)
runs4 = bytes([11, 0x35, 0, 0, 3, 8, 0, 0, 4, 0x1F, 0, 6, 0x98, 0x76, 0x54, 0, 1, 0x30, 0, 0, 8, 0x22, 2, 0x34, 1, 0x50, 0, 0, 5, 0x7A, 0, 0, 1, 0xC0, 0, 4, 0x12, 0x34, 0, 0, 0, 1])
add("bmp runs of 4", bmp(runs4, 4, 2, palette=palette(16, True)), True)

# Pillow 9.4 takes four bytes for a move, where the format has two: what is drawn here is written down.
drawn = numpy.zeros((HEIGHT, WIDTH), dtype=int)
drawn[5] = 3
drawn[4, :9] = [1, 1, 1, 1, 9, 8, 7, 6, 5]
drawn[2, 4:9] = [7, 10, 7, 10, 7]
drawn[1, :5] = [12, 1, 2, 3, 4]
greys = rng.integers(0, 256, 16)
colors = b"".join(bytes([int(g), int(g), int(g), 0]) for g in greys)
moves4 = bytes([11, 0x33, 0, 0, 4, 0x11, 0, 5, 0x98, 0x76, 0x50, 0, 0, 0, 0, 2, 4, 1, 5, 0x7A, 0, 0, 1, 0xC0, 0, 4, 0x12, 0x34, 0, 1])
add("bmp moves of 4", bmp(moves4, 4, 2, palette=colors), True, greys[drawn])
moves8 = bytes([11, 3, 0, 0, 4, 1, 0, 5, 9, 8, 7, 6, 5, 0, 0, 0, 0, 2, 4, 1, 0, 5, 7, 10, 7, 10, 7, 0, 0, 0, 1, 12, 0, 4, 1, 2, 3, 4, 0, 1])
add("bmp moves of 8", bmp(moves8, 8, 1, palette=colors, used=16), True, greys[drawn])

bits = rng.integers(0, 2, (HEIGHT, WIDTH))
size = "%d %d\n" % (WIDTH, HEIGHT)
add("P1", ("P1\n# drawn\n" + size + "\n".join("".join(map(str, r)) if i % 2 else " ".join(map(str, r)) for i, r in enumerate(bits))).encode(), True)
packed = numpy.packbits(bits.astype(numpy.uint8), axis=1).tobytes()
add("P4", b"P4 " + size.encode() + packed, True)
for kind, channels in ((2, 1), (5, 1), (3, 3), (6, 3)):
    for top in (255, 101, 7, 1000, 65535):
        values = rng.integers(0, top + 1, (HEIGHT, WIDTH) if channels == 1 else (HEIGHT, WIDTH, 3))
        head = ("P%d\n#a comment\r%s%d\n" % (kind, size, top)).encode()
        if kind <= 3:
            body = " ".join(map(str, values.reshape(-1))).replace(" 1", "\n# half\n1", 1).encode()
        else:
            body = values.astype(">u2" if top > 255 else "u1").tobytes()
        # No sample lies half way (Pillow rounds to even there). It keeps more than 8 bits of grey ones; Netpbm's rule, in whole numbers, is another hand's.
        pixels = (values * 255 + top // 2) // top if top > 255 else None
        add("P%d of %d" % (kind, top), head + body, channels == 1, pixels)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "bitmaps.json"), "w") as out:
    out.write('{"files": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")
