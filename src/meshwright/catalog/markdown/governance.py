"""The Markdown twins of the pages on how the mesh stands: governance, and the rules."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from meshwright.catalog import routes
from meshwright.catalog.markdown.marks import code, facts, link, page, plain, reference, section, table

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from meshwright.catalog.api.documents import Diagnostics
    from meshwright.catalog.api.listings import Governance, Rule, Rules, Score


def governance_twin(governance: Governance, there: Container[str]) -> str:
    """Write the page on how the mesh stands; `there` are the routes that pages have."""
    names = [each["name"] for each in governance["qualities"]]
    score = governance.get("score")
    return page(
        "Governance",
        facts(
            (
                ("score", f"{score} of 100" if score is not None else ""),
                ("wrong", counted(governance["diagnostics"])),
            )
        ),
        section("Qualities", scored(governance["qualities"])),
        section(
            "Domains",
            table(
                ("domain", "products", "score", *names),
                (
                    (
                        link(plain(row["domain"] or "no domain"), "governance", routes.domain(row["domain"])),
                        str(row["products"]),
                        str(row.get("score", "")),
                        *(str(each.get("score", "")) for each in row["qualities"]),
                    )
                    for row in governance["domains"]
                ),
            ),
        ),
        section(
            "Waivers",
            table(
                ("rule", "address", "reason", "owner", "approved by (claimed)", "last day"),
                (
                    (
                        reference(code(each["rule"]), "governance", routes.rule(each["rule"]), there),
                        code(each.get("address", "")),
                        plain(each.get("reason", "")),
                        plain(each.get("owner", "")),
                        plain(each.get("approvedBy", "")),
                        each.get("expires", "") + ("" if each["current"] else " (ended)"),
                    )
                    for each in governance["waivers"]
                ),
            ),
        ),
    )


def rules_twin(rules: Rules) -> str:
    """Write the list of rules."""

    def group(rule: Rule) -> str:
        return rule["group"]

    groups = groupby(sorted(rules["rules"], key=group), group)
    return page("Rules", *(section(name, _rules(own)) for name, own in groups))


def counted(found: Diagnostics) -> str:
    """Write how much is wrong."""
    names = {"errors": found["errors"], "warnings": found["warnings"], "notices": found["notices"]}
    return ", ".join(f"{count} {name}" for name, count in (names | {"pardoned": found["pardoned"]}).items())


def scored(scores: Iterable[Score]) -> str:
    """Write scores in the qualities."""
    return table(
        ("quality", "score", "products"),
        ((each["name"], str(each.get("score", "")), str(each["products"])) for each in scores),
    )


def _rules(rules: Iterable[Rule]) -> str:
    return table(
        ("rule", "level", "says", "found", "pardoned"),
        (
            (
                link(code(each["name"]), "rules", routes.rule(each["name"])),
                each["severity"] if each["on"] else "off",
                plain(each["title"]),
                str(each["diagnostics"]),
                str(each["pardoned"]),
            )
            for each in rules
        ),
    )
