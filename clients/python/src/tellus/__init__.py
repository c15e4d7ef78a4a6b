"""Tellus: ask for hyperparameters, report as you train, tell the results. Training never stops for the service.

```python
import tellus

study = tellus.study("digits", project="vision", maximize="accuracy", space={"lr": tellus.log_float(1e-5, 1e-1)})
for trial in study.trials(100):
    trial.tell(accuracy=train(lr=trial["lr"]))
```

Guide: docs/guide/python.md. The twin for asyncio is `tellus.aio`.
"""


from . import aio
from .checkpoint import Checkpoint
from .current import CurrentTrial, current_trial
from .errors import (
    CheckpointError,
    ConfigError,
    Conflict,
    Forbidden,
    InvalidInput,
    LeaseLost,
    MissingPackage,
    NotFound,
    NoTrialYet,
    ServiceError,
    StudyDiffers,
    StudyFinished,
    TellusError,
    Unauthenticated,
    Unavailable,
    UsageError,
)
from .finished import FinishedTrial
from .http import VERSION as __version__
from .late import LateResult
from .space import bool_, choice, fixed, float_, int_, log_float, log_int, ordinal
from .studies import Study, study
from .trial import Trial
from .wire import Value

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "ConfigError",
    "Conflict",
    "CurrentTrial",
    "FinishedTrial",
    "Forbidden",
    "InvalidInput",
    "LateResult",
    "LeaseLost",
    "MissingPackage",
    "NoTrialYet",
    "NotFound",
    "ServiceError",
    "Study",
    "StudyDiffers",
    "StudyFinished",
    "TellusError",
    "Trial",
    "Unauthenticated",
    "Unavailable",
    "UsageError",
    "Value",
    "__version__",
    "aio",
    "bool_",
    "choice",
    "current_trial",
    "fixed",
    "float_",
    "int_",
    "log_float",
    "log_int",
    "ordinal",
    "study",
]
