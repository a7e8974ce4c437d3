"""Writes jpeg.json: small JPEG files of several kinds and the pixels that Pillow, which uses libjpeg-turbo, decodes them to,
turned upright; and what libjpeg-turbo's own djpeg makes of one at the scales that are used."""
import base64
import io
import json
import os
import subprocess
import tempfile

import numpy
from PIL import Image, ImageOps

HEIGHT, WIDTH = 13, 18


def picture(channels, height=HEIGHT, width=WIDTH):
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [(x * 11 + y * 3) % 256, (y * 17 + 40) % 256, ((x - 9) ** 2 + (y - 6) ** 2) * 2 % 256]
    image = numpy.stack(planes[:channels], axis=-1).astype(numpy.uint8)
    return Image.fromarray(image if channels == 3 else image[:, :, 0])


def case(name, file):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    pixels = numpy.asarray(image.convert("RGB") if image.mode == "CMYK" else image)
    return {
        "name": name, "height": pixels.shape[0], "width": pixels.shape[1], "channels": 1 if pixels.ndim == 2 else 3,
        "file": base64.b64encode(file).decode(), "pixels": base64.b64encode(pixels.tobytes()).decode(),
    }


cases = []
for name, channels, options in [
    ("color 4:2:0", 3, {"quality": 75, "subsampling": 2}),
    ("color 4:4:4", 3, {"quality": 95, "subsampling": 0}),
    ("progressive", 3, {"quality": 85, "progressive": True}),
    ("grey", 1, {"quality": 90}),
]:
    file = io.BytesIO()
    picture(channels).save(file, "JPEG", **options)
    cases.append(case(name, file.getvalue()))

file = io.BytesIO()
picture(3).convert("CMYK").save(file, "JPEG", quality=90)
inks = bytearray(file.getvalue())
cases.append(case("inks", bytes(inks)))

# Adobe's part says how the inks were transformed: 0 not at all, 2 like colours (YCCK). The same bytes, read so, are another image.
at = inks.index(b"Adobe") + 11
assert inks[at] == 0
inks[at] = 2
cases.append(case("transformed inks", bytes(inks)))

for orientation in range(1, 9):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[271] = "maker"
    exif[274] = orientation
    picture(3 if orientation % 2 else 1).save(file, "JPEG", quality=90, exif=exif)
    cases.append(case("orientation %d" % orientation, file.getvalue()))

scaled = []
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "x.jpg")
    picture(3, 37, 45).save(path, "JPEG", quality=80)
    for part in (1, 2, 3, 4, 8):
        image = Image.open(io.BytesIO(subprocess.run(["djpeg", "-scale", "%d/8" % part, "-pnm", path], check=True, capture_output=True).stdout))
        scaled.append({"height": image.height, "width": image.width, "pixels": base64.b64encode(image.tobytes()).decode()})
    with open(path, "rb") as f:
        scaled_file = base64.b64encode(f.read()).decode()

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "jpeg.json"), "w") as out:
    out.write('{"files": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n],\n")
    out.write('"scaled_file": "%s",\n"scaled": [\n' % scaled_file + ",\n".join(json.dumps(case) for case in scaled) + "\n]}\n")
