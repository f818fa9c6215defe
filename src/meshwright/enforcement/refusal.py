"""The error for access that an engine cannot enforce exactly; such access is not compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnenforceableError(Exception):
    """The engine cannot enforce the model exactly."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)
        """The reasons, each with its location."""
