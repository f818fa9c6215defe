"""Data subjects of the example: who they are, where their data is, and the order of its erasure."""

from __future__ import annotations

import csv
import io

from meshwright.catalog.assembly.subjects import subjects_document
from meshwright.catalog.html.subject import HEADS, subject_csv


def subjects(overview):
    """Return the data subjects of a mesh by name."""
    return {each.name: each for each in subjects_document(overview).subjects}


def test_persons_are_subjects_and_tracks_are_not(example) -> None:
    """A track is identified by personal data in some columns, a listener by some scheme in all of them."""
    assert list(subjects(example)) == ["artist", "listener"]


def test_sources_of_a_port_are_erased_before_it(example) -> None:
    """So that no run restores the data."""
    for subject in subjects(example).values():
        steps = {each.port: each.step for each in subject.ports}
        assert [each.step for each in subject.ports] == sorted(steps.values())
        for port in subject.ports:
            assert all(steps[each] < port.step for each in port.made_from)


def test_every_personal_field_has_a_data_subject_or_is_listed(example) -> None:
    """No product with personal data is omitted."""
    found = subjects_document(example)
    named = {port.product.name for subject in found.subjects for port in subject.ports}
    named |= {each.port.rpartition("/")[0] for each in found.unassigned}

    assert {address for address, card in example.cards.items() if card.is_personal} <= named


def test_requests_are_sent_to_the_steward_of_the_entity(example) -> None:
    """With all channels, of which one is for requests, and further reading."""
    listener = subjects(example)["listener"]

    assert listener.steward
    assert listener.steward.name == "listeners-squad"
    assert "listeners-requests" in {each.channel for each in listener.support}
    assert [each.title for each in listener.references] == ["What a listener may ask us to erase"]


def test_csv_has_all_columns(example) -> None:
    """One row each, with the facts that an auditor needs."""
    listener = subjects(example)["listener"]
    rows = list(csv.reader(io.StringIO(subject_csv(listener))))

    assert tuple(rows[0]) == HEADS
    assert [row[3] for row in rows[1:]] == [
        column.column for port in listener.ports for column in port.columns
    ]


def test_no_cell_is_a_formula(example) -> None:
    """A spreadsheet would run it."""
    listener = subjects(example)["listener"]
    port = listener.ports[0].__class__
    hostile = port(
        step=1, port="=x()", product=listener.ports[0].product, columns=listener.ports[0].columns[:1]
    )
    text = subject_csv(
        listener.__class__(name="a", title="a", entity="", ports=(hostile,), links=listener.links)
    )

    assert ",'=x()," in text
