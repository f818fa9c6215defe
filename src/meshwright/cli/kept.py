"""The observations in the folder that an option names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshwright.workspace.measuring.observed import Kept


def kept_in(folder: str) -> dict[str, Kept]:
    """Return the newest observations of each object in a folder, and all times of measurement; raises UsageError."""
    from meshwright.cli.main import UsageError
    from meshwright.measuring.observation import UnreadObservationError
    from meshwright.workspace.measuring.observed import read_folder

    try:
        return read_folder(folder)
    except OSError as error:
        raise UsageError(f"`{folder}` cannot be read: {error.strerror}") from error
    except UnreadObservationError as error:
        raise UsageError(f"`{folder}` cannot be read: {error}") from error
