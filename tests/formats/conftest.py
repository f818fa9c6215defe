"""Makes the modules of the tests of reports importable, for their collection of odd values."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
