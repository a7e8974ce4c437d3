"""Writes digits.bin, 41 bytes a sample: 8 rows of 8 pixels (0..16, 5 bits each, first pixel lowest, little-endian), then the label.

The source is scikit-learn's copy of the UCI set (sklearn.datasets.load_digits, 1797 samples). Run: python3 make_digits.py
"""
from pathlib import Path

from sklearn.datasets import load_digits

digits = load_digits()
with open(Path(__file__).with_name("digits.bin"), "wb") as out:
    for image, label in zip(digits.images.astype(int), digits.target):
        for row in image:
            out.write(sum(int(pixel) << (5 * i) for i, pixel in enumerate(row)).to_bytes(5, "little"))
        out.write(bytes([label]))
