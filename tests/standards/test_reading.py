"""Values of documents, and the messages about wrong ones."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meshwright.source.place import Part
from meshwright.source.problem import (
    ForeignFormat,
    MissingKey,
    NewerThanVersion,
    OldVersion,
    OverLimit,
    Problem,
    UnknownKey,
    UnknownValue,
    UnsupportedVersion,
    WrongType,
)
from meshwright.source.tree import parse
from meshwright.standards.odcs.contract import DataContract
from meshwright.standards.odps.product import DataProduct
from meshwright.standards.reading import ParsedDocument, read

CONTRACT = "{apiVersion: v3.2.0, kind: DataContract, id: c, version: 1.0.0}"
PRODUCT = "{apiVersion: v1.1.0, kind: DataProduct, id: p}"


def contract(text: str, version: str = "v3.2.0") -> ParsedDocument:
    """Read a contract that contains `text` in addition to the required keys."""
    return read(
        value(f"apiVersion: {version}\nkind: DataContract\nid: c\nversion: 1.0.0\nstatus: active\n{text}")
    )


def value(text: str) -> Any:
    """Read YAML."""
    (document,) = parse(text).documents
    return document.value


def problem(reading: ParsedDocument) -> Problem:
    """Return the only problem."""
    (found,) = reading.problems
    return found


def test_contracts_and_products_are_identified_by_kind_and_version() -> None:
    """A correct document has a model and no problems."""
    seen = [read(value(text)) for text in (CONTRACT, PRODUCT)]
    assert [(each.kind, each.version, each.problems, each.sound) for each in seen] == [
        ("DataContract", "v3.2.0", (), True),
        ("DataProduct", "v1.1.0", (), True),
    ]
    assert [isinstance(seen[0].document, DataContract), isinstance(seen[1].document, DataProduct)] == [
        True
    ] * 2


@pytest.mark.parametrize(
    ("declared", "read_as"),
    [
        ("v3.2.0", "v3.2.0"),
        ("v3.1.0", "v3.1.0"),
        ("v3.0.2", "v3.0.2"),
        ("v3.0.1", "v3.0.2"),
        ("v3.0.0", "v3.0.2"),
    ],
)
def test_each_contract_is_read_by_its_own_version(declared: str, read_as: str) -> None:
    """The first patches of 3.0 use the schema of the last one."""
    reading = contract("", declared)
    assert (reading.version, reading.problems) == (read_as, ())


def test_old_product_is_read_as_a_newer_one() -> None:
    """ODPS 0.9 is read as 1.0, with a note; other mistakes are still found."""
    reading = read(value("{apiVersion: v0.9.0, kind: DataProduct, status: active, foo: 1}"))
    assert reading.problems[:2] == (
        OldVersion(path=("apiVersion",), found="v0.9.0", read_as="v1.0.0"),
        MissingKey(part=Part.NAME, key="id", owner="the product"),
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("dataContractSpecification: 1.2.1", "Data Contract Specification"),
        ("dataProductSpecification: 0.0.1", "Data Product Specification"),
        ("{kind: DataProduct, fluidVersion: 0.7.1}", "Fluid"),
        (
            "{schema: https://opendataproducts.org/v4.1/schema/odps.yaml, version: 4.1}",
            "Open Data Product Specification of the Linux Foundation",
        ),
        (
            "{apiVersion: example.org/v1, kind: DataProduct, metadata: {name: x}}",
            "Crossplane or another Kubernetes operator",
        ),
        ("{apiVersion: floe.dev/v1, kind: DataProduct}", "floe.dev"),
    ],
)
def test_foreign_formats_are_named(text: str, name: str) -> None:
    """A document that only looks like ours has one problem and no model."""
    reading = read(value(text))
    found = problem(reading)
    assert isinstance(found, ForeignFormat)
    assert (found.name, reading.kind, reading.document) == (name, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", WrongType(expected="a mapping", found="an empty list")),
        ("", WrongType(expected="a mapping", found="nothing")),
        ("{a: 1}", MissingKey(part=Part.NAME, key="kind", owner="the document")),
        (
            "{kind: DataContrat, apiVersion: x}",
            UnknownValue(
                path=("kind",),
                found="DataContrat",
                known=("DataContract", "DataProduct"),
                near="DataContract",
            ),
        ),
        ("{kind: 1, apiVersion: x}", WrongType(path=("kind",), expected="a string", found="the number 1")),
    ],
)
def test_foreign_document_has_no_model(text: str, expected: Problem) -> None:
    """One problem states the reason."""
    documents = parse(text).documents
    assert read(documents[0].value if documents else None) == ParsedDocument(problems=(expected,))


def test_missing_kind_is_found_by_the_keys() -> None:
    """Keys of only one standard identify it, so that all mistakes are found in one run."""
    reading = read(value("{schema: [], id: c, version: 1.0.0}"))
    assert reading.problems == (
        MissingKey(part=Part.NAME, key="kind", owner="the contract"),
        MissingKey(part=Part.NAME, key="apiVersion", owner="the contract"),
    )


@pytest.mark.parametrize(
    ("found", "near"), [("v3.2", "v3.2.0"), ("3.1.0", "v3.1.0"), ("v3.1.7", "v3.1.0"), ("v4.0.0", None)]
)
def test_unknown_version_is_read_as_the_nearest(found: str, near: str | None) -> None:
    """Other mistakes are found in the same run."""
    reading = contract("foo: 1", found)
    unsupported, unknown = reading.problems
    assert isinstance(unsupported, UnsupportedVersion)
    assert (unsupported.path, unsupported.found, unsupported.near) == (("apiVersion",), found, near)
    assert (unknown.path, reading.version, reading.sound) == (("foo",), near or "v3.2.0", False)


def test_odcs_2_is_not_read() -> None:
    """Its differences are so large that only the version is reported; the identity of the contract is known."""
    reading = contract("dataset: []\nquantumName: x", "v2.2.2")
    assert isinstance(problem(reading), UnsupportedVersion)
    assert isinstance(reading.document, DataContract)
    assert (reading.document.id, reading.sound) == ("c", False)


def test_all_mistakes_are_reported_in_one_run() -> None:
    """Mistakes of different kinds at different depths do not hide each other."""
    reading = contract("foo: 1\ntags: [a, 2]\nservers: [{type: kafka, topic: t}]\nschema: [{properties: 1}]")
    assert {found.path for found in reading.problems} == {
        ("foo",),
        ("tags", 1),
        ("servers", 0),
        ("servers", 0, "topic"),
        ("schema", 0),
        ("schema", 0, "properties"),
    }


@pytest.mark.parametrize(
    ("text", "path", "owner", "near", "home"),
    [
        ("ownr: x", ("ownr",), "the contract", None, None),
        ("sttus: x", ("sttus",), "the contract", "status", None),
        ("data_product: x", ("data_product",), "the contract", "dataProduct", None),
        (
            "schema: [{name: o, classification: x}]",
            ("schema", 0, "classification"),
            "a schema object",
            None,
            "a schema property",
        ),
        (
            "servers: [{server: s, type: kafka, host: h, topic: t}]",
            ("servers", 0, "topic"),
            "a server of type kafka",
            None,
            None,
        ),
        (
            "servers: [{server: s, type: kafka, host: h, path: t}]",
            ("servers", 0, "path"),
            "a server of type kafka",
            None,
            "a server of another type",
        ),
        (
            "schema: [{name: o, properties: [{name: p, logicalType: string, items: {}}]}]",
            ("schema", 0, "properties", 0, "items"),
            "a schema property of logicalType string",
            None,
            "a schema property of another logicalType",
        ),
        (
            "schema: [{name: o, quality: [{metric: rowCount, mustBe: 1, mustBeLessThan: 2}]}]",
            ("schema", 0, "quality", 0, "mustBeLessThan"),
            "a quality rule of type library with `mustBe`",
            None,
            "a quality rule with another operator or of another type",
        ),
    ],
)
def test_unknown_key_names_its_block_and_a_suggestion(
    text: str,
    path: tuple[str | int, ...],
    owner: str,
    near: str | None,
    home: str | None,
) -> None:
    """The block in words, and the likely key or the block that has it."""
    found = problem(contract(text))
    assert isinstance(found, UnknownKey)
    assert (found.path, found.part, found.owner) == (path, Part.KEY, owner)
    assert (found.near, found.home, found.since) == (near, home, None)


def test_newer_feature_is_named_next_to_a_mistake() -> None:
    """Newer features are one problem with their locations, whatever else is wrong."""
    reading = contract("foo: 1\nschema: [{name: o, deprecated: true}]", "v3.1.0")
    newer, foo = reading.problems
    assert isinstance(newer, NewerThanVersion)
    assert isinstance(foo, UnknownKey)
    assert (newer.declared, newer.accepted_by, newer.is_gain, foo.key) == ("v3.1.0", "v3.2.0", True, "foo")
    (novelty,) = newer.novelties
    assert (novelty.what, novelty.since) == ("`deprecated` of a schema object", "v3.2.0")
    assert (novelty.path, novelty.part, novelty.is_absent) == (("schema", 0, "deprecated"), Part.KEY, False)
    assert reading.document is not None
    assert reading.document.schema_[0].deprecated


def test_version_that_refuses_more_is_not_used() -> None:
    """Newer features are named; but a version that refuses what the declared one accepts does not read the document."""
    field = "{name: a, logicalType: timestamp}"
    text = f"schema: [{{name: o, properties: [{field}]}}]\nsupport: [{{channel: c, url: u, mine: 1}}]"
    reading = contract(text, "v3.0.2")
    (newer,) = reading.problems
    assert isinstance(newer, NewerThanVersion)
    assert (newer.accepted_by, newer.is_gain, reading.version) == ("v3.1.0", False, "v3.0.2")
    assert [(each.path[-1], type(each)) for each in reading.unsaid] == [("logicalType", UnknownValue)]


@pytest.mark.parametrize(
    "text",
    [
        "schema: [{name: o, properties: [{name: a, primaryKeyPosition: '${AT}', partitioned: '{{ is_it }}'}]}]",
        "schema: [{name: o, properties: [{name: a, logicalType: '{{ type }}', required: '{{ needed }}'}]}]",
        "schema: [{name: o, properties: [{name: a, required: '${NEEDED:-true}'}]}]",
    ],
)
def test_variables_are_accepted(text: str) -> None:
    """A value that is filled in later has neither a wrong type nor an unknown value; it is not read."""
    reading = contract(text)
    assert (reading.problems, reading.sound, reading.document is None) == ((), False, False), text
    assert reading.unsaid


def test_value_next_to_a_variable_is_still_checked() -> None:
    """Only the value with the variable is exempt."""
    text = "schema: [{name: o, properties: [{name: a, logicalType: '${T}', required: maybe, foo: '${X}'}]}]"
    assert [type(each) for each in contract(text).problems] == [WrongType, UnknownKey]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "servers: [{server: s, type: kafka}]",
            MissingKey(
                path=("servers", 0),
                part=Part.NAME,
                key="host",
                owner="a server",
                why="a server of type kafka",
            ),
        ),
        (
            "schema: [{name: o, quality: [{metric: rowCount}]}]",
            MissingKey(
                path=("schema", 0, "quality", 0),
                part=Part.NAME,
                key="mustBe",
                owner="a quality rule",
                why="a quality rule of type library without an operator",
            ),
        ),
        (
            "schema: [{name: o, properties: [{name: p, logicalTypeOptions: {format: uuid}}]}]",
            MissingKey(
                path=("schema", 0, "properties", 0),
                part=Part.NAME,
                key="logicalType",
                owner="a schema property",
                why="a schema property with logicalTypeOptions",
            ),
        ),
        (
            "support: [{url: u}]",
            MissingKey(path=("support", 0), part=Part.NAME, key="channel", owner="a support channel"),
        ),
    ],
)
def test_missing_key_names_what_requires_it(text: str, expected: MissingKey) -> None:
    """Including the type on which it depends."""
    assert problem(contract(text)) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected", "found", "rewrite"),
    [
        ("name: 1.0", ("name",), "a string", "the number 1.0", None),
        ("name:", ("name",), "a string", "nothing", None),
        ("name: [a]", ("name",), "a string", "a list", None),
        ("tags: finance", ("tags",), "a list of strings", "the string `finance`", None),
        ("servers: {}", ("servers",), "a list of servers", "a mapping", None),
        ("schema: [orders]", ("schema", 0), "a mapping", "the string `orders`", None),
        ("price: 5", ("price",), "a mapping", "the number 5", None),
        ('price: {priceAmount: "5.0"}', ("price", "priceAmount"), "a number", "the string `5.0`", "5.0"),
        ("price: {priceAmount: .nan}", ("price", "priceAmount"), "a number", "the number .nan", None),
        (
            "schema: [{name: o, deprecated: yes}]",
            ("schema", 0, "deprecated"),
            "true or false",
            "the string `yes`",
            "true",
        ),
        (
            'schema: [{name: o, properties: [{name: p, primaryKeyPosition: "1"}]}]',
            ("schema", 0, "properties", 0, "primaryKeyPosition"),
            "a whole number",
            "the string `1`",
            "1",
        ),
        (
            "schema: [{name: o, relationships: [{from: o.a, to: [p.a]}]}]",
            ("schema", 0, "relationships", 0, "to"),
            "a string",
            "a list",
            None,
        ),
        ("team: 5", ("team",), "a mapping", "the number 5", None),
    ],
)
def test_wrong_type_is_described_in_words(
    text: str, path: tuple[str | int, ...], expected: str, found: str, rewrite: str | None
) -> None:
    """The found and expected types, and YAML with certainly the same meaning; an optional empty key may be removed."""
    assert contract(text).problems == (
        WrongType(
            path=path, expected=expected, found=found, rewrite=rewrite, is_removable=found == "nothing"
        ),
    )


def test_number_is_rewritten_as_in_the_file() -> None:
    """`1.10` would become 1.1: only the original text may be quoted."""
    document = {**value(CONTRACT), "name": 1.1, "version": 1}
    texts = {("name",): "1.10"}
    assert set(read(document, texts.get).problems) == {
        WrongType(path=("name",), expected="a string", found="the number 1.10", rewrite='"1.10"'),
        WrongType(path=("version",), expected="a string", found="the number 1"),
    }


@pytest.mark.parametrize(
    ("text", "path", "found", "expected"),
    [
        (
            "schema: [{name: o, properties: [{name: p, logicalType: string, logicalTypeOptions: {minLength: -1}}]}]",
            ("schema", 0, "properties", 0, "logicalTypeOptions", "minLength"),
            "-1",
            "at least 0",
        ),
        (
            "support: [{channel: c, id: a b}]",
            ("support", 0, "id"),
            "a b",
            r"an id without spaces and without any of `. # / \ @ ! % & ^`",
        ),
        (
            "servers: [{server: s, type: sftp, location: ftp://x}]",
            ("servers", 0, "location"),
            "ftp://x",
            "a URL that starts with `sftp://`",
        ),
    ],
)
def test_value_out_of_range_states_the_range(
    text: str, path: tuple[str | int, ...], found: str, expected: str
) -> None:
    """Limits and patterns are described in words."""
    seen = problem(contract(text))
    assert isinstance(seen, UnknownValue)
    assert (seen.path, seen.found.removeprefix("the number "), seen.expected) == (path, found, expected)


def test_mistyped_value_has_a_suggestion() -> None:
    """Other keys of the server are not reported, because the permitted ones are unknown."""
    found = problem(contract("servers: [{server: s, type: postgress, cluster: 5, host: h}]"))
    assert isinstance(found, UnknownValue)
    assert (found.path, found.near) == (("servers", 0, "type"), "postgres")


def test_repair_keeps_correct_values_in_place() -> None:
    """Wrong values read as absent, required ones as empty, and the third item stays the third."""
    reading = contract(
        "domain: 5\nname: orders\ntags: [a, 1, b]\nschema:\n- {name: first}\n- broken\n- {name: third, foo: 1, "
        "properties: [{logicalType: odd}, {name: b, description: kept}]}"
    )
    document = reading.document
    assert isinstance(document, DataContract)
    assert (document.domain, document.name, document.tags) == (None, "orders", ("a", "", "b"))
    assert [each.name for each in document.schema_] == ["first", "", "third"]
    assert [(each.name, each.logical_type, each.description) for each in document.schema_[2].properties] == [
        ("", None, None),
        ("b", None, "kept"),
    ]


@pytest.mark.parametrize("version", ["v3.2.0", "v3.1.0", "v3.0.2"])
def test_key_missing_in_a_version_reads_as_absent(version: str) -> None:
    """One set of attributes reads the documents of all versions."""
    document = contract("schema: [{name: o, properties: [{name: p}]}]", version).document
    assert isinstance(document, DataContract)
    field = document.schema_[0].properties[0]
    assert (document.context, field.enum, field.deprecated, field.relationships, field.map) == (
        None,
        (),
        False,
        (),
        None,
    )


def test_odcs_3_0_reads_fitting_keys_of_its_open_blocks() -> None:
    """Its quality rules may have any key; one of later versions is read if its value fits."""
    quality = "[{type: sql, query: q, mustBe: 0}, {type: sql, query: q, mustBeLessThan: many}]"
    reading = contract(f"schema: [{{name: o, quality: {quality}}}]", "v3.0.2")
    assert isinstance(reading.document, DataContract)
    fits, does_not = reading.document.schema_[0].quality
    assert (reading.problems, fits.must_be, does_not.must_be_less_than) == ((), 0, None)


def test_governance_document_is_read_by_its_kind() -> None:
    """An unknown kind is reported with the known ones."""
    sound = read(
        value("{apiVersion: meshwright/v1, kind: Domain, name: sales, purpose: sells, owner: a-team}")
    )
    odd = problem(read(value("{apiVersion: meshwright/v1, kind: Domian}")))
    assert (sound.kind, sound.version, sound.problems, sound.sound) == ("Domain", "meshwright/v1", (), True)
    assert isinstance(odd, UnknownValue)
    assert (odd.path, odd.near) == (("kind",), "Domain")


def test_governance_document_with_mistakes_has_a_model() -> None:
    """A missing required value reads as empty, even if empty would be refused."""
    reading = read(value("{apiVersion: meshwright/v1, kind: Domain, name: sales, owner: a-team, foo: 1}"))
    assert [(type(found), found.path) for found in reading.problems] == [
        (MissingKey, ()),
        (UnknownKey, ("foo",)),
    ]
    assert reading.document is not None
    assert reading.document.model_dump(include={"name", "purpose", "owner"}) == {
        "name": "sales",
        "purpose": "",
        "owner": "a-team",
    }


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text() | st.integers(), children),
    max_leaves=10,
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    head=st.sampled_from([CONTRACT, PRODUCT, "{apiVersion: meshwright/v1, kind: Team}", "{}"]),
    body=st.dictionaries(
        st.sampled_from(["schema", "servers", "team", "id", "outputPorts", "name", "members", "apiVersion"])
        | st.text(),
        PLAIN,
    ),
)
def test_reading_a_mapping_never_raises(head: str, body: dict[Any, Any]) -> None:
    """Whatever its content."""
    reading = read({**value(head), **body})
    assert reading.sound == (reading.document is not None and not reading.problems)


@given(PLAIN)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_reading_anything_never_raises(anything: object) -> None:
    """Whatever its type."""
    assert isinstance(read(anything), ParsedDocument)


@pytest.mark.parametrize(
    "key", ["id", "version", "schema", "price", "customProperties", "kind", "apiVersion"]
)
@pytest.mark.parametrize("number", [10**5000, float("nan"), float("-inf")], ids=["huge", "nan", "inf"])
def test_odd_numbers_never_raise(key: str, number: float) -> None:
    """Python refuses to write integers of more than 4,300 digits."""
    assert len(read({**value(CONTRACT), key: number}).problems) == 1


def test_infinite_document_is_over_the_limit() -> None:
    """Nothing overflows."""
    deep: dict[str, Any] = {"name": "p"}
    for _ in range(20_000):
        deep = {"name": "p", "logicalType": "object", "properties": [deep]}
    reading = read({**value(CONTRACT), "schema": [{"name": "o", "properties": [deep]}]})
    assert isinstance(problem(reading), OverLimit)
    while deep.get("properties"):
        deep = deep.pop("properties")[0]


def test_version_is_not_imported_before_it_is_used() -> None:
    """Grammars take time to build."""
    program = (
        "import sys; from meshwright.standards.reading import read;"
        "read({'apiVersion': 'v3.2.0', 'kind': 'DataContract', 'id': 'c', 'version': '1'});"
        "print([name for name in sys.modules if name.startswith('meshwright.standards.o') and '.v' in name"
        " or 'governance' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "['meshwright.standards.odcs.v32']\n"
