"""Writes metrics.json: predictions, targets and what scikit-learn 1.2 says of them. Run: python3 make_metrics.py"""
import json
import os
import warnings

import numpy as np
from scipy.special import softmax
from sklearn import metrics as sk

warnings.simplefilter("ignore")
random = np.random.default_rng(1)
cases = []


def case(name, predictions, targets, **expected):
    predictions = np.asarray(predictions, np.float32)
    cases.append({
        "name": name, "shape": list(predictions.shape), "predictions": predictions.reshape(-1).tolist(),
        "targets": np.asarray(targets).reshape(-1).tolist(), "classes": not np.issubdtype(np.asarray(targets).dtype, np.floating),
        "expected": {k: float(v) for k, v in expected.items()}})


def binary(name, scores, targets):
    scores = np.asarray(scores, np.float32)
    guess = (scores > 0).astype(int)
    case(name, scores, targets, accuracy=sk.accuracy_score(targets, guess), precision=sk.precision_score(targets, guess),
         recall=sk.recall_score(targets, guess), f1=sk.f1_score(targets, guess), roc_auc=sk.roc_auc_score(targets, scores))


def multi(name, scores, targets):
    scores = np.asarray(scores, np.float32)
    guess = scores.argmax(1)
    expected = {"accuracy": sk.accuracy_score(targets, guess)}
    for average in "macro", "micro", "weighted":
        precision, recall, f1, _ = sk.precision_recall_fscore_support(targets, guess, average=average)
        expected |= {f"precision_{average}": precision, f"recall_{average}": recall, f"f1_{average}": f1}
    if len(set(targets)) == scores.shape[1]:
        expected["roc_auc"] = sk.roc_auc_score(targets, softmax(scores.astype(float), 1), multi_class="ovr")
        expected["top2_accuracy"] = sk.top_k_accuracy_score(targets, scores, k=2)
    case(name, scores, targets, **expected)


def values(name, predictions, targets):
    predictions, targets = np.asarray(predictions, np.float32), np.asarray(targets, np.float32)
    case(name, predictions, targets, mse=sk.mean_squared_error(targets.astype(float), predictions.astype(float)),
         mae=sk.mean_absolute_error(targets.astype(float), predictions.astype(float)), r2=sk.r2_score(targets.astype(float), predictions.astype(float)))


t = random.integers(0, 2, 60)
binary("one logit", random.normal(size=60) + t, t)
binary("ties", np.round(random.normal(size=60) + t), t)
binary("all equal", np.zeros(6), [0, 1, 1, 0, 1, 0])
binary("perfect", [-1, 2, 3, -4], [0, 1, 1, 0])
binary("reversed", [1, -2, -3, 4], [0, 1, 1, 0])
binary("nothing found", [-1, -2, -3, -4], [0, 1, 1, 0])
t = random.integers(0, 4, 80)
multi("four classes", random.normal(size=(80, 4)) + 1.5 * np.eye(4)[t], t)
multi("ties of outputs", np.round(random.normal(size=(40, 3))), random.integers(0, 2, 40))
multi("classes that never occur", random.normal(size=(12, 6)) + 3 * np.eye(6)[[1] * 12], [1, 1, 3, 1, 1, 3, 1, 1, 1, 3, 1, 1])
values("one output", random.normal(size=50), random.normal(size=50))
values("three outputs", random.normal(size=(20, 3)) * [1, 10, 100], random.normal(size=(20, 3)) * [1, 10, 100] + [0, 1000, 0])
values("far from zero", 1e4 + random.normal(size=30), 1e4 + random.normal(size=30))
values("constant targets", [1, 2, 3], [2, 2, 2])
values("constant and exact", [2, 2, 2], [2, 2, 2])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json"), "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
