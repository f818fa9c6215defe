"""Consumers in the catalog that a change of a port or a column affects."""

from __future__ import annotations

from meshwright.catalog.assembly.product import product_document


def product(example, address):
    """Return the document of a product of the example."""
    return product_document(example.cards[address], example)


def port(example, address, name):
    """Return a port of a product of the example."""
    return next(each for each in product(example, address).ports if each.title == name)


def test_direct_consumers_come_first_with_a_channel(example) -> None:
    """They are the product's consumers of the port; indirect ones follow."""
    document = product(example, "player/play-events")
    daily = port(example, "player/play-events", "daily@1")
    direct = {each.title for each in daily.affected if each.hand == 1}
    listed = {each.title for each in document.consumers if each.port == daily.address}

    assert direct == listed
    assert [each.hand for each in daily.affected] == sorted(each.hand for each in daily.affected)
    assert {each.hand for each in daily.affected} == {1, 2}
    assert all(each.channel and each.contact for each in daily.affected)


def test_column_names_its_readers(example) -> None:
    """Not those that read only other columns of the port."""
    daily = port(example, "player/play-events", "daily@1")
    fields = {each.name: each for each in daily.contract.objects[0].fields}

    assert "Royalties" in {each.title for each in fields["isrc"].affected}
    assert [each.title for each in fields["platform"].affected] == ["churn dashboard"]
    assert fields["isrc"].affected_directly == 5


def test_agreement_without_columns_reads_every_column(example) -> None:
    """Also those from which no column derives."""
    live = port(example, "player/play-events", "live@1")
    fields = {each.name: each for each in live.contract.objects[0].fields}

    assert [each.title for each in fields["specversion"].affected] == ["live view in the care console"]
