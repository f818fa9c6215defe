"""Fingerprints: identifiers of findings in baselines and forges, including those of earlier releases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from meshwright.standards.renamed import former_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from meshwright.finding.finding import Finding
    from meshwright.rulekit.diagnostic import Diagnostic

LENGTH = 16


def fingerprints(
    rule: str, address: str, rest: str, finding: Finding, blank: Callable[[str], str]
) -> tuple[str, ...]:
    """Return a finding's fingerprint, followed by those under former names and discriminators.

    `blank` removes secrets before hashing, because a hash could help an attacker guess a password.
    """
    names = (rule, *former_rules(rule))
    discriminators = (finding.discriminator, *finding.former)
    parts = (blank(address), blank(rest))
    made = (_hash(name, *parts, blank(each)) for name, each in product(names, discriminators))
    return tuple(dict.fromkeys(made))


def distinguished(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the diagnostics with unique fingerprints; a repeated fingerprint is hashed with its position."""
    seen: dict[tuple[int, str], int] = {}

    def own(number: int, fingerprint: str) -> str:
        times = seen.get((number, fingerprint), 0)
        seen[number, fingerprint] = times + 1
        return _hash(fingerprint, str(times)) if times else fingerprint

    for each in diagnostics:
        before = (each.fingerprint, *each.former)
        now = tuple(own(*pair) for pair in enumerate(before))
        yield each if now == before else replace(each, fingerprint=now[0], former=now[1:])


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:LENGTH]
