"""The values that samples may show: by effective level and declarations, and never if either is unknown."""

from __future__ import annotations

import pytest

from mesh_of import PLACES, mesh_of, scaffold
from meshwright.analysis.sensitivity.disclosure import Exposure, disclosure
from meshwright.mesh.disclosure import mask_of

OPEN, SENSITIVE, UNKNOWN = Exposure.OPEN, Exposure.SENSITIVE, Exposure.UNKNOWN
HEAD = """apiVersion: v3.2.0
kind: DataContract
id: play-events.daily
version: 1.0.0
status: active
"""


def exposures(
    fields: str, *, top: str = "", of_object: str = "", level: str = "", registered: bool = True
) -> dict[str, Exposure]:
    """Return the exposure of each top-level field of a contract with these properties."""
    files = scaffold()
    ladder = files.pop(PLACES["classifications"]).decode()
    if registered:
        files[PLACES["classifications"]] = (ladder + level).encode()
    text = f"{HEAD}{top}schema:\n- name: t\n{of_object}  properties:\n{fields}"
    files[PLACES["contract"]] = text.encode()
    mesh = mesh_of(files)
    contract = next(each for each in mesh.contracts if each.fact.id == "play-events.daily")
    columns = contract.fact.fields
    known = mesh.derived(disclosure)
    return {
        name: known.exposure(contract, field)
        for field, (name, parent) in enumerate(zip(columns.names, columns.parents, strict=True))
        if parent < 0
    }


def field(name: str, level: str = "", custom: str = "") -> str:
    classification = f", classification: {level}" if level else ""
    properties = f", customProperties: [{custom}]" if custom else ""
    return f"  - {{name: {name}, logicalType: string{classification}{properties}}}\n"


MADE_UP = "{property: synthetic, value: true}"
REAL = "{property: synthetic, value: false}"
LEVELS = "".join(field(level[0], level) for level in ("public", "internal", "confidential", "restricted"))


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("", [OPEN, OPEN, SENSITIVE, SENSITIVE]),
        ("sampleLevel: public\n", [OPEN, SENSITIVE, SENSITIVE, SENSITIVE]),
        ("sampleLevel: restricted\n", [OPEN, OPEN, OPEN, OPEN]),
        ("sampleLevel: secret\n", [OPEN, UNKNOWN, UNKNOWN, UNKNOWN]),
    ],
)
def test_registry_states_the_highest_level_to_show(level: str, expected: list[Exposure]) -> None:
    """By default, the second lowest; only the lowest is certainly below an unregistered level."""
    assert list(exposures(LEVELS, level=level).values()) == expected


def test_unknown_level_is_not_shown() -> None:
    """Neither a field without a level, nor one with an unregistered level in one of its parts."""
    nested = (
        "  - name: nested\n    logicalType: object\n    classification: internal\n    properties:\n"
        "    - {name: x, logicalType: string, classification: intrenal}\n"
    )
    found = exposures(field("unsaid") + field("misspelt", "intrenal") + nested)
    assert found == {"unsaid": UNKNOWN, "misspelt": UNKNOWN, "nested": UNKNOWN}


def test_a_field_is_as_exposed_as_its_most_sensitive_part() -> None:
    """An object has only the values of its parts, which inherit its level."""
    parts = "    properties:\n    - {name: x, logicalType: string%s}\n"
    found = exposures(
        "  - name: inner\n    logicalType: object\n" + parts % ", classification: restricted"
        + "  - name: outer\n    logicalType: object\n    classification: internal\n" + parts % ""
        + "  - name: list\n    logicalType: array\n    items:\n      logicalType: string\n"
        "      classification: confidential\n"
    )  # fmt: skip
    assert found == {"inner": SENSITIVE, "outer": OPEN, "list": SENSITIVE}


def test_data_category_has_at_least_its_minimum_level() -> None:
    """Whatever the field declares."""
    mail = "{property: dataCategory, value: user.contact.email}"
    assert exposures(field("a", "internal", mail) + field("b", "", mail)) == {"a": SENSITIVE, "b": SENSITIVE}


def test_field_derived_from_sensitive_data_is_sensitive() -> None:
    """The effective level counts, as in every other rule."""
    derived = "  - {name: b, logicalType: string, transformSourceObjects: [player/play-events/daily@1/t/a]}\n"
    assert exposures(field("a", "restricted") + derived) == {"a": SENSITIVE, "b": SENSITIVE}


@pytest.mark.parametrize(
    ("top", "of_object", "custom", "expected"),
    [
        ("", "", MADE_UP, OPEN),
        ("", MADE_UP, "", OPEN),
        (MADE_UP, "", "", OPEN),
        (MADE_UP, REAL, "", SENSITIVE),
        (MADE_UP, "", REAL, SENSITIVE),
        ("", "", '{property: synthetic, value: "true"}', SENSITIVE),
        ("", "", "{property: mask, value: x}", SENSITIVE),
    ],
)
def test_innermost_statement_decides_whether_values_are_synthetic(
    top: str, of_object: str, custom: str, expected: Exposure
) -> None:
    """Only true and false are statements."""
    found = exposures(
        field("a", "restricted", custom),
        top=f"customProperties: [{top}]\n" if top else "",
        of_object=f"  customProperties: [{of_object}]\n" if of_object else "",
    )
    assert found == {"a": expected}


def test_usual_levels_apply_without_a_registry() -> None:
    """Unclassified fields are shown, unless their category is personal."""
    person = "{property: dataCategory, value: user.name}"
    found = exposures(LEVELS + field("unsaid") + field("name", "", person), registered=False)
    assert found == {"p": OPEN, "i": OPEN, "c": UNKNOWN, "r": UNKNOWN, "unsaid": OPEN, "name": UNKNOWN}


def test_mask_applies_to_enclosed_fields() -> None:
    """The innermost one counts; a mask that is not text is ignored."""
    text = (
        HEAD + "schema:\n- name: t\n  properties:\n  - name: a\n    logicalType: object\n"
        "    customProperties: [{property: mask, value: outer}]\n    properties:\n"
        "    - {name: b, logicalType: string}\n"
        "    - {name: c, logicalType: string, customProperties: [{property: mask, value: inner}]}\n"
        "    - {name: d, logicalType: string, customProperties: [{property: mask, value: 0}]}\n"
    )
    (contract,) = mesh_of({PLACES["contract"]: text.encode()}).contracts
    fields = contract.fact.fields
    assert [mask_of(fields, each) for each in range(len(fields))] == ["outer", "outer", "inner", "outer"]
