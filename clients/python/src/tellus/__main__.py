"""`python -m tellus`: the command line where `tellus` is not on the path."""

import sys

from .cli import main

sys.exit(main())
