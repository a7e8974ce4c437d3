"""Writes lasso.json: scikit-learn's LASSO and Elastic Net on the standardized diabetes data, by coordinate descent to a duality gap
below 1e-12, for PenaltyOptimumTests.

Run: /usr/bin/python3 make_lasso.py   (Debian: python3-sklearn)
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet

here = pathlib.Path(__file__).parent
table = np.loadtxt(here / "../../../examples/data/diabetes.csv", delimiter=",", skiprows=1)
x, y = table[:, :-1], table[:, -1]
x = (x - x.mean(0)) / x.std(0)
y = (y - y.mean()) / y.std()
cases = []
for alpha, ratio in [(0.05, 1.0), (0.15, 1.0), (0.1, 0.7), (0.3, 0.3)]:
    model = ElasticNet(alpha=alpha, l1_ratio=ratio, fit_intercept=False, tol=1e-14, max_iter=1_000_000).fit(x, y)
    w = model.coef_
    assert model.dual_gap_ < 1e-12, model.dual_gap_
    objective = ((x @ w - y) ** 2).sum() / (2 * len(y)) + alpha * ratio * abs(w).sum() + 0.5 * alpha * (1 - ratio) * (w ** 2).sum()
    cases.append({"alpha": alpha, "l1_ratio": ratio, "coefficients": w.tolist(), "objective": objective, "gap": model.dual_gap_})
text = json.dumps({"sklearn": sklearn.__version__, "cases": cases}, indent=1)
(here / "lasso.json").write_text(text + "\n")
