"""Optuna with Tellus: `TellusStorage` keeps Optuna's studies, so that they run in many processes and show on the dashboard;
`TellusSampler` has our engines suggest in them.

```python
import optuna
from tellus.optuna import TellusStorage

study = optuna.create_study(study_name="digits", storage=TellusStorage(project="vision"), load_if_exists=True)
study.optimize(objective, n_trials=100)
```

Guide: docs/guide/optuna.md.
"""

from __future__ import annotations

from ..errors import MissingPackage

try:
    import optuna
except ImportError as error:
    raise MissingPackage("tellus.optuna needs Optuna 5 or later. Install it with: pip install 'tellus[optuna]'") from error

if int(optuna.__version__.split(".")[0]) < 5:
    raise MissingPackage(
        f"tellus.optuna needs Optuna 5 or later, and this is {optuna.__version__}. "
        "Install it with: pip install --upgrade 'tellus[optuna]'"
    )

from .importing import ImportedStudy, LeftOut, import_study
from .sampler import TellusSampler
from .storage import TellusStorage

__all__ = ["ImportedStudy", "LeftOut", "TellusSampler", "TellusStorage", "import_study"]
