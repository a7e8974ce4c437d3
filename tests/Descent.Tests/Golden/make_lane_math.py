#!/usr/bin/python3
"""Values of elementary functions, correctly rounded to float64, from 60-digit arithmetic (mpmath): /usr/bin/python3 make_lane_math.py"""
import json
import os
import random

from mpmath import mp, mpf
import mpmath

mp.dps = 60
random.seed(1)

functions = {
    "Exp": (mpmath.exp, -745.0, 709.7),
    "Expm1": (mpmath.expm1, -40.0, 709.7),
    "Log": (mpmath.log, 5e-324, 1.7e308),
    "Log1p": (mpmath.log1p, -0.9999999, 1e300),
    "Tanh": (mpmath.tanh, -22.0, 22.0),
    "Sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), -744.0, 40.0),
    "Erf": (mpmath.erf, -6.5, 6.5),
}


def points(name, low, high):
    xs = [low, high, 0.1, 0.34, 0.35, 0.36, 0.7, 0.9999999, 1.0, 1.0000001, 1.4, 1.5, 2.5, 3.0]
    for i in range(40):
        size = 2.0 ** random.uniform(-40, 10)
        xs += [size, -size]
        xs.append(random.uniform(low, high))
    xs += [2.0 ** -53, 1e-17, 1e-300, 5e-324, -5e-324, -1e-17, -1e-9]
    if name == "Log":
        xs += [2.0 ** random.uniform(-1074, 1023) for _ in range(40)]
    return sorted(set(x for x in xs if low <= x <= high))


table = {}
for name, (f, low, high) in functions.items():
    xs = points(name, low, high)
    table[name] = [[x, float(f(mpf(x)))] for x in xs]

table["Pow"] = []
for i in range(200):
    x = 2.0 ** random.uniform(-30, 30) if i % 2 else random.uniform(0.5, 2)
    y = random.uniform(-30, 30)
    table["Pow"].append([x, y, float(mpf(x) ** mpf(y))])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lane_math.json")
with open(path, "w") as file:
    file.write("{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(rows)}" for name, rows in table.items()) + "\n}\n")
