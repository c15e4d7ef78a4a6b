"""scikit-learn's searches with Tellus: `TellusSearchCV` in place of GridSearchCV, RandomizedSearchCV and HalvingGridSearchCV.

```python
from tellus.sklearn import TellusSearchCV

search = TellusSearchCV(SVC(), {"C": tellus.log_float(1e-3, 1e3), "kernel": ["rbf", "poly"]}, n_iter=30)
search.fit(X, y)
```

Guide: docs/guide/scikit-learn.md.
"""

from __future__ import annotations

from ..errors import MissingPackage

try:
    import sklearn  # noqa: F401 - only whether it is there
except ImportError as error:
    raise MissingPackage(
        "tellus.sklearn needs scikit-learn 1.6 or later. Install it with: pip install 'tellus[sklearn]'"
    ) from error

from .search import TellusSearchCV

__all__ = ["TellusSearchCV"]
