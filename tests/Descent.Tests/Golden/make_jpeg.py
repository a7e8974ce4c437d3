"""Writes jpeg.json: small JPEG files of several kinds and the pixels that Pillow, which uses libjpeg-turbo, decodes them to."""
import base64
import io
import json
import os

import numpy
from PIL import Image

HEIGHT, WIDTH = 13, 18


def picture(channels):
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [(x * 11 + y * 3) % 256, (y * 17 + 40) % 256, ((x - 9) ** 2 + (y - 6) ** 2) * 2 % 256]
    image = numpy.stack(planes[:channels], axis=-1).astype(numpy.uint8)
    return Image.fromarray(image if channels == 3 else image[:, :, 0])


cases = []
for name, channels, options in [
    ("color 4:2:0", 3, {"quality": 75, "subsampling": 2}),
    ("color 4:4:4", 3, {"quality": 95, "subsampling": 0}),
    ("progressive", 3, {"quality": 85, "progressive": True}),
    ("grey", 1, {"quality": 90}),
]:
    file = io.BytesIO()
    picture(channels).save(file, "JPEG", **options)
    pixels = numpy.asarray(Image.open(io.BytesIO(file.getvalue())))
    cases.append({
        "name": name, "height": HEIGHT, "width": WIDTH, "channels": channels,
        "file": base64.b64encode(file.getvalue()).decode(), "pixels": base64.b64encode(pixels.tobytes()).decode(),
    })

file = io.BytesIO()
picture(3).convert("CMYK").save(file, "JPEG")
cases.append({"name": "cmyk", "file": base64.b64encode(file.getvalue()).decode()})

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "jpeg.json"), "w") as out:
    out.write('{"files": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n")
