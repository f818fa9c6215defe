"""The arguments of a command, which come from its flags or from questions on a terminal.

Without a terminal, there are no questions: one error lists the flags of all missing arguments.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from types import ModuleType


class Answers:
    """The arguments of one run, from its flags or from questions."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.is_asking = sys.stdin.isatty() and sys.stdout.isatty()
        self.has_asked = False
        self._missing: list[str] = []

    def text(self, flag: str, question: str, *, is_optional: bool = False) -> str:
        """Return the value of a flag, or the answer to a question.

        The result is empty if the value is optional and missing, or if `complete` reports the value as missing.
        """
        given = self._given(flag)
        if given or (is_optional and not self.is_asking):
            return str(given or "")
        if not self.is_asking:
            self._missing.append(flag)
            return ""
        hint = " (may be empty)" if is_optional else ""
        while True:
            found = self._asked(self._library().text(f"{question}{hint}")).strip()
            if found or is_optional:
                return found

    def choice(self, flag: str, question: str, choices: Sequence[str], only: str = "") -> str:
        """Return the flag's value, `only` if not empty, or the user's choice; without choices, any answer is accepted."""
        given = self._given(flag)
        if given or only:
            return str(given or only)
        if not self.is_asking or not choices:
            return self.text(flag, question)
        return self._asked(self._library().select(question, choices=list(choices)))

    def several(self, flag: str, question: str) -> tuple[str, ...]:
        """Return the values of a flag, or the answers to a question that is repeated until the answer is empty.

        The user must enter at least one value.
        """
        given = self._given(flag)
        if isinstance(given, list) and given:
            return tuple(given)
        if not self.is_asking:
            self._missing.append(flag)
            return ()
        found: list[str] = []
        while True:
            each = self._asked(self._library().text(question if not found else "next (empty: done)")).strip()
            if not each and found:
                return tuple(found)
            found += [each] if each else []

    def levels(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return service levels such as `latency=26h` from flags; on a terminal, ask for missing required levels."""
        given = list(self.options.slo)
        stated = {each.partition("=")[0] for each in given}
        for name in names if self.is_asking else ():
            if name not in stated:
                found = self._asked(
                    self._library().text(f"{name}, such as 26h or 99.5% (may be empty)")
                ).strip()
                given += [f"{name}={found}"] if found else []
        return tuple(given)

    def complete(self) -> None:
        """Raise UsageError if a required value is missing and the user could not be prompted for it."""
        from meshwright.cli.main import UsageError

        if self._missing:
            *first, last = [f"`{each}`" for each in self._missing]
            listed = f"{', '.join(first)} and {last}" if first else last
            raise UsageError(f"missing {listed}; without a terminal, meshwright cannot ask for values")

    def is_confirmed(self, question: str) -> bool:
        """Return whether the user wants to continue; True if no questions were asked."""
        return not self.has_asked or self.options.yes or self.confirmed(question)

    def confirmed(self, question: str) -> bool:
        """Return whether the user confirms a question."""
        return bool(self._library().confirm(question).ask())

    def _given(self, flag: str) -> object:
        """Return the value of a flag or a positional argument: `NAME` means the name, and any other word the address."""
        name = flag.removeprefix("--") if flag.startswith("--") else "name" if flag == "NAME" else "address"
        return getattr(self.options, name)

    def _asked(self, question: object) -> str:
        self.has_asked = True
        found = question.ask()  # type: ignore[attr-defined] # a question of questionary
        if found is None:  # Ctrl-C
            raise KeyboardInterrupt
        return str(found)

    def _library(self) -> ModuleType:
        from meshwright.cli.main import UsageError

        try:
            import questionary
        except ImportError as error:
            raise UsageError(
                "to be prompted for missing values, install the extra `init`; or pass all flags: `--help` lists them"
            ) from error
        return questionary
