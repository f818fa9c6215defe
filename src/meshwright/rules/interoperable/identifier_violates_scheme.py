"""
An identifier in a sample or an example does not match its scheme.

People copy identifiers from examples and samples; a mistyped one fails in their tests or, worse, passes.
The rule checks pattern and check digits in the examples of schemes, and in the examples and samples of columns
linked to them.

```yaml bad entity
identifier:
  scheme: isni
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
  examples: ["0000000121032684"]
#            ^^^^^^^^^^^^^^^^^^ `0000000121032684` is not an `artist/isni`: wrong check digits (iso7064-mod11-2)
```
```yaml bad entity
name: artist
```
```yaml bad meaning
domain: player
```
```yaml bad contract
schema:
  - name: plays
    properties:
      - {name: play_id, logicalType: string, description: Identifies the play., primaryKey: true, classification: internal}
      - name: isni
        logicalType: string
        description: The artist credited first.
        classification: public
        examples: ["0000000121032638"]
#                  ^^^^^^^^^^^^^^^^^^ `0000000121032638` is not an `artist/isni`: wrong check digits (iso7064-mod11-2)
```
```csv bad sample products/player/play-events/contracts/samples/plays.csv
play_id,isni
p1,0000000121032683
p2,0000000121032693
#  ^^^^^^^^^^^^^^^^ `0000000121032693` is not an `artist/isni`: wrong check digits (iso7064-mod11-2)
```
```yaml good entity
identifier:
  scheme: isni
  pattern: "^[0-9]{15}[0-9X]$"
  check: iso7064-mod11-2
  examples: ["0000000121032683", "000000012281955X"]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from meshwright.analysis.meaning.entities import vocabulary
from meshwright.analysis.meaning.identifier_links import linked
from meshwright.analysis.meaning.identifying import fault, form_of, form_of_link
from meshwright.analysis.sensitivity.disclosure import disclosure, hidden_schemes
from meshwright.finding.finding import Cause, Finding, Related, Severity
from meshwright.mesh.disclosure import MASK, mask_of
from meshwright.mesh.mesh import Mesh
from meshwright.quantities.conformance import shown
from meshwright.quantities.pattern import refusal
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.analysis.meaning.entities import Scheme, Vocabulary
    from meshwright.analysis.meaning.identifier_links import IdentifierLink
    from meshwright.analysis.sensitivity.disclosure import Disclosure
    from meshwright.finding.finding import At
    from meshwright.mesh.samples import Sample


@rule(
    "identifier-violates-scheme",
    on=Mesh,
    severity=Severity.ERROR,
    since="0.1",
    preset="standard",
    needs=("Entity",),
)
def identifier_violates_scheme(mesh: Mesh, _: Mesh) -> Iterator[Finding]:
    """Check every visible identifier; report only the first error in each sample column."""
    words, links, known = mesh.derived(vocabulary), mesh.derived(linked), mesh.derived(disclosure)
    for scheme in words.schemes.values():
        if scheme.examples:
            is_hidden = scheme.identity in mesh.derived(hidden_schemes)
            yield from _of_scheme(scheme, words, is_hidden=is_hidden)
    for link in links.all():
        for example, at in _examples(link):
            yield from _finding(link, example, at, words, known)
    for sample in mesh.samples:
        for link in links.of.get(sample.contract, ()) if sample.contract else ():
            if link.object == sample.object:
                yield from _in_sample(link, sample, words, known)


def _of_scheme(scheme: Scheme, words: Vocabulary, *, is_hidden: bool) -> Iterator[Finding]:
    form = form_of(scheme, None, words)
    for position, example in enumerate(() if scheme.parts else scheme.examples):
        said = fault(form, example)
        if said is not None:
            said = said.replace(shown(example), f"`{MASK}`", 1) if is_hidden else said
            yield Finding(said, scheme.at / "examples" / position, discriminator=str(example))


def _examples(link: IdentifierLink) -> Iterator[tuple[Any, At]]:
    columns = link.contract.fact.fields
    for position, example in enumerate(columns.more.get("examples", {}).get(link.field, ())):
        if example != mask_of(columns, link.field):
            yield example, link.contract.home.at(*columns.path(link.field), "examples", position)


def _finding(
    link: IdentifierLink,
    value: Any,  # noqa: ANN401 - any YAML value
    at: At,
    words: Vocabulary,
    known: Disclosure,
) -> Iterator[Finding]:
    """Check a value against its scheme; other rules check its type and the pattern of the column."""
    columns = link.contract.fact.fields
    options = columns.more.get("options", {}).get(link.field) or {}
    form = form_of_link(link, words)._replace(logical_type=None)
    own = options.get("pattern")
    form = form._replace(pattern=None) if isinstance(own, str) and refusal(own) is None else form
    said = fault(form, value) if isinstance(value, str | int) else None
    if said is not None:
        if not known.is_shown(link.contract, link.field):
            said = said.replace(shown(value), f"`{mask_of(columns, link.field) or MASK}`", 1)
        yield Finding(
            said,
            at,
            (Related("linked here", link.at),),
            discriminator=link.column,
            causes=tuple(Cause(at, rule) for rule in ("example-violates-type", "sample-violates-contract")),
        )


def _in_sample(
    link: IdentifierLink, sample: Sample, words: Vocabulary, known: Disclosure
) -> Iterator[Finding]:
    names = link.column.split("/")[1:]
    for number, row in enumerate(sample.fact.rows()):
        for path, value in _cells(row, names, ("rows", number)):
            if value not in (None, "", mask_of(link.contract.fact.fields, link.field)):
                finding = next(_finding(link, value, sample.home.at(*path), words, known), None)
                if finding is not None:
                    yield finding
                    return


def _cells(value: Any, names: list[str], path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:  # noqa: ANN401 - any JSON value
    """Yield the values at a path of names in nested values. For a list, yield the values in all of its items."""
    if isinstance(value, list):
        rest = names[1:] if names[:1] == ["[]"] else names
        for position, item in enumerate(value):
            yield from _cells(item, rest, (*path, position))
    elif not names:
        yield path, value
    elif isinstance(value, dict):
        yield from _cells(value.get(names[0]), names[1:], (*path, names[0]))
