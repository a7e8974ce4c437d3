"""Makes the built-in pictures of `descent augment`: the middle of three photographs, 112 x 112 pixels, as PNG.

    python3 make_pictures.py <folder of the photographs, with daisy/, sunflowers/ and tulips/>

The photographs are from TensorFlow's "flower_photos" set (http://download.tensorflow.org/example_images/flower_photos.tgz); their photographers
stand in README.md. Colours keep their 6 highest bits, which nobody sees and which makes the files a fifth smaller. Pillow 9.4.
"""
import sys
from pathlib import Path

from PIL import Image

SIDE = 112
PHOTOS = {
    "windmill": "tulips/130684941_d1abfa3be6_m.jpg",
    "daisy": "daisy/8619103877_d8c82c5f34_n.jpg",
    "sunflower": "sunflowers/5025805406_033cb03475_n.jpg",
}

for name, path in PHOTOS.items():
    photo = Image.open(Path(sys.argv[1]) / path).convert("RGB")
    side = min(photo.size)
    left, top = (photo.width - side) // 2, (photo.height - side) // 2
    small = photo.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.LANCZOS)
    small.point(lambda v: v & 0xFC | v >> 6).save(Path(__file__).parent / f"{name}.png", optimize=True)
