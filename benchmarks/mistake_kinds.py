"""Kinds of mistakes that people make in a mesh: what is changed where, and the line that one would edit to correct it.

A kind is a pattern and what is put in its place, wherever it occurs; `»` precedes the text whose line is the right
one, and `«` follows the last line of several. It names no rules, only the line to edit.
"""

# ruff: noqa: E501, RUF001 - a kind is a row of a table, and one is about letters of other scripts
# fmt: off
from __future__ import annotations

from typing import NamedTuple

CONTRACTS = "products/*/*/contracts/*.odcs.yaml"
PRODUCTS = "products/*/*/product.odps.yaml"
AGREEMENTS = "products/*/*/agreements/*.yaml"
MEANINGS = "products/*/meanings.yaml"
SAMPLES = "products/*/*/contracts/samples/*.csv"
GOVERNANCE = "governance/*.yaml"
ENTITIES = "governance/entities/*.yaml"
NAME = r"^name: "


class Kind(NamedTuple):
    """One kind of mistake."""

    name: str
    files: str
    """The files in which it is made, as a glob."""
    find: str
    """The replaced text, as a regular expression over lines."""
    put: str
    """The replacement, as a template of that expression."""
    at: str = ""
    """The mark of the right line if `put` has none: the nearest above, or else the first below."""
    is_pair: bool = False
    """Whether two locations contradict each other, so that the line may be the related one of a finding."""


class Special(NamedTuple):
    """A kind whose three locations need three texts: path, expression and template of each; no expression adds a file."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    is_pair: bool = False


KEYS = (
    Kind("key of a field misspelt", CONTRACTS, r"^        classification: ", "        »clasification: "),
    Kind("key at the top misspelt", PRODUCTS, r"^support:", "»suport:"),
    Kind("key of a service level misspelt", CONTRACTS, r"- property: latency", "- »proprety: latency"),
    Kind("key of a quality rule misspelt", CONTRACTS, r"^            mustBe: ", "            »mustBee: "),
    Kind("key in lower case", CONTRACTS, r"^        logicalType: ", "        »logicaltype: "),
    Kind("key in snake case", CONTRACTS, r"^        physicalType: ", "        »physical_type: "),
    Kind("type for logical type", CONTRACTS, r"^        logicalType: string", "        »type: string"),
    Kind("key without a value", CONTRACTS, r"^        description: .*$", "        description:»"),
    Kind("nullable for required", CONTRACTS, r"^        required: true", "        »nullable: false"),
    Kind("key of an agreement misspelt", AGREEMENTS, r"^purpose: ", "»purpos: "),
    Kind("key of a meaning misspelt", MEANINGS, r"^relation: ", "»relatoin: "),
    Kind("key of a team member misspelt", "governance/teams.yaml", r"\{username: ", "{»user: "),
    Kind("custom property misspelt", CONTRACTS, r"property: dataCategory", "property: »dataCategry"),
    Kind("custom property of a method misspelt", CONTRACTS, r"property: deidentification", "property: »deidentificaton"),
    Kind("custom property of the run misspelt", CONTRACTS, r"property: runTime", "property: »runtime"),
    Kind("custom property of a product misspelt", PRODUCTS, r"property: successCriteria", "property: »succesCriteria"),
)
VALUES = (
    Kind("yes for true", CONTRACTS, r"^        required: true", '        required: »"yes"'),
    Kind("number for a boolean", CONTRACTS, r"^        primaryKey: true", "        primaryKey: »1"),
    Kind("list for a text", CONTRACTS, r"^        description: (.*)$", "        description: »[a, b]"),
    Kind("text for a list", CONTRACTS, r"^        examples:\n          - (.*)$", r"        examples: »\1"),
    Kind("status misspelt", PRODUCTS, r"^status: active", "status: »actve"),
    Kind("status in capitals", PRODUCTS, r"^status: active", "status: »Active"),
    Kind("archetype misspelt", PRODUCTS, r"^type: (\w+)$", r"type: »\1d"),
    Kind("archetype in kebab case", PRODUCTS, r"^type: (source|consumer)Aligned$", r"type: »\1-aligned"),
    Kind("logical type of a database", CONTRACTS, r"^        logicalType: string", "        logicalType: »varchar"),
    Kind("logical type misspelt", CONTRACTS, r"^        logicalType: timestamp", "        logicalType: »timestmp"),
    Kind("physical type contradicts", CONTRACTS, r"^(        logicalType: timestamp\n(?:        logicalTypeOptions:\n|          .*\n)*)        physicalType: timestamp$", r"\1        physicalType: »boolean"),
    Kind("server type misspelt", CONTRACTS, r"^    type: s3$", "    type: »s33"),
    Kind("pattern with an open bracket", CONTRACTS, r"pattern: \^\[.*$", 'pattern: »"^[A-Z{2}$"'),
    Kind("pattern with a look-ahead", CONTRACTS, r"pattern: \^\[.*$", 'pattern: »"^(?=A)[A-Z]+$"'),
    Kind("minimum above the maximum", CONTRACTS, r"^( +)minimum: 0$(?!\n +maximum)", r"\1»minimum: 10\n\1maximum: 5«"),
    Kind("format with minutes for months", CONTRACTS, r"format: yyyy-MM-dd", "format: »yyyy-mm-dd"),
    Kind("enum value twice", CONTRACTS, r"^          - value: (\w+)$", r"          - »value: \1\n          - value: \1«"),
    Kind("example that the pattern refuses", CONTRACTS, r"^(          pattern: .*\n(?:        .*\n)*?        examples:\n)          - .*$", r'\1          - »"???"'),
    Kind("version of one number", CONTRACTS, r'^version: ".*"', 'version: »"1"', is_pair=True),
    Kind("version in words", CONTRACTS, r'^version: ".*"', 'version: »"latest"', is_pair=True),
    Kind("version as a number", CONTRACTS, r'^version: "(\d+\.\d+)\.\d+"', r"version: »\1"),
)
TEXT = (
    Kind("quote that is not closed", PRODUCTS, r'^    version: "(.*)"$', r'    version: »"\1'),
    Kind("tab for spaces", CONTRACTS, r"^        required: true", "»\t\trequired: true"),
    Kind("a space too many", CONTRACTS, r"^        classification: ", "         »classification: "),
    Kind("a space too few", CONTRACTS, r"^        classification: ", "       »classification: "),
    Kind("colon left out", CONTRACTS, r"^        required: true", "        »required true"),
    Kind("no space behind the colon", CONTRACTS, r"^        required: true", "        »required:true"),
    Kind("dash left out", PRODUCTS, r"^  - name: ", "    »name: "),
    Kind("colon in an unquoted text", CONTRACTS, r"^        description: (\w+) ", r"        description: »\1: "),
    Kind("asterisk unquoted", "products/*/*.yaml", r'^  - "\*/', "  - »*/"),
    Kind("at sign unquoted", PRODUCTS, r'- channel: "#', "- channel: »@"),
    Kind("hash unquoted", PRODUCTS, r'- channel: "(#.*)"', r"- »channel: \1"),
    Kind("no unquoted", CONTRACTS, r"^(        enum:\n)", r"\1          - value: »no\n            description: is none\n"),
    Kind("bracket that is not closed", "governance/roles.yaml", r"^purposes: (\[.*)\]$", r"purposes: »\1"),
    Kind("typographic quotes", PRODUCTS, r'^version: "(.*)"$', "version: »“\\1”"),
    Kind("merge conflict", "products/*/*/*.odps.yaml", r"^(version: .*)$", "»<<<<<<< HEAD\n\\1\n=======\n\\1\n>>>>>>> other"),
    Kind("merge conflict in a contract", CONTRACTS, r"^(        description: .*)$", "»<<<<<<< HEAD\n\\1\n=======\n\\1\n>>>>>>> other"),
    Kind("key twice", PRODUCTS, r"^(status: .*)$", r"\1\n»status: draft"),
    Kind("key of a field twice", CONTRACTS, r"^(        required: true)$", r"\1\n        »required: false"),
    Kind("kind misspelt", CONTRACTS, r"^kind: DataContract", "kind: »DataContracts"),
    Kind("version of the standard misspelt", CONTRACTS, r"^apiVersion: v3.2.0", "apiVersion: »v3.20"),
    Kind("kind of ours misspelt", AGREEMENTS, r"^kind: AccessAgreement", "kind: »AccesAgreement"),
    Kind("letter of another script", CONTRACTS, r"^      - name: (\w*)a(\w*)$", "      - name: »\\1а\\2"),
    Kind("password in a description", CONTRACTS, r"^    description: .*$", "    description: »connect with postgres://loader:Xk29vQpLr7@db.internal/lake"),
)
NAMES = (
    Kind("owner of a team left out", "governance/teams.yaml", r"role: owner\}", "role: »member}"),
    Kind("team deleted", PRODUCTS, r"^team:\n(  .*\n)+", "", at=NAME),
    Kind("team misspelt", PRODUCTS, r"^team:\n  name: (\w+)-squad", r"team:\n  name: »\1-sqad"),
    Kind("domain misspelt", PRODUCTS, r"^domain: (\w+)(\w)$", r"domain: »\1x\2"),
    Kind("domain deleted", PRODUCTS, r"^domain: .*\n", "", at=NAME),
    Kind("description deleted", PRODUCTS, r"^description:\n(  .*\n)+", "", at=NAME),
    Kind("system misspelt", PRODUCTS, r"^      system: (\w+)", r"      system: »\1x"),
    Kind("origin deleted", PRODUCTS, r"^  - property: origin\n    value:\n(      .*\n)+", "", at=NAME),
    Kind("domain of a meaning misspelt", MEANINGS, r"^domain: (\w+)$", r"domain: »\1x"),
    Kind("entity misspelt", MEANINGS, r"^entity: (\w+)$", r"entity: »\1x"),
    Kind("column of a meaning misspelt", MEANINGS, r"^      - (\w+/\w+)$", r"      - »\1x"),
    Kind("scheme misspelt", MEANINGS, r"^  - scheme: ([\w-]+)$", r"  - scheme: »\1x"),
    Kind("role misspelt", CONTRACTS, r"^  - role: (\w+)", r"  - role: »\1x"),
    Kind("role twice", CONTRACTS, r"^  - (role: [\w-]+)\n((    .*\n)+)  - role: [\w-]+", r"  - »\1\n\2  - »\1", is_pair=True),
    Kind("approver misspelt", CONTRACTS, r"firstLevelApprovers: (\w+)", r"firstLevelApprovers: »\1x"),
    Kind("role of an agreement misspelt", AGREEMENTS, r"^role: (.*)$", r"role: »\1x"),
    Kind("purpose misspelt", AGREEMENTS, r"^purpose: (.*)$", r"purpose: »\1x"),
    Kind("team of an agreement misspelt", AGREEMENTS, r"^  team: (.*)$", r"  team: »\1x"),
    Kind("port of an agreement misspelt", AGREEMENTS, r"^port: (.*)@", r"port: »\1x@"),
    Kind("major of a port left out", AGREEMENTS, r"^port: (.*)@\d+$", r"port: »\1"),
    Kind("column of an agreement misspelt", AGREEMENTS, r"^  - (\w+/\w+)$", r"  - »\1x"),
    Kind("owner of a domain misspelt", "governance/domains.yaml", r"^owner: (.*)$", r"owner: »\1x"),
    Kind("owner of a system misspelt", "governance/systems.yaml", r"^owner: (.*)$", r"owner: »\1x"),
    Kind("steward misspelt", ENTITIES, r"^steward: (.*)$", r"steward: »\1x"),
    Kind("check of an identifier misspelt", ENTITIES, r"check: (\w+)(.*)$", r"check: »\1x\2"),
    Kind("clearance misspelt", "governance/roles.yaml", r"^clearance: (\w+)", r"clearance: »\1x"),
    Kind("field twice", CONTRACTS, r"^      - name: (\w+)\n        logicalType: string$", r"      - »name: \1\n        logicalType: string\n        classification: internal\n        description: Once more.\n      - name: \1«\n        logicalType: string"),
    Kind("object twice", CONTRACTS, r"^  - id: (\w+)\n    name: (\w+)$", r"  - id: \1_again\n    »name: \2\n    physicalName: \2\n    physicalType: table\n    description: Once more.\n    dataGranularityDescription: One row a thing.\n    properties:\n      - name: thing_id\n        logicalType: string\n        physicalType: string\n        primaryKey: true\n        required: true\n        classification: internal\n        description: Says which.\n  - id: \1\n    name: \2«"),
    Kind("service level twice", CONTRACTS, r"^(  - property: availability\n(?:    .*\n)+)", r"  - »property: availability\n    value: 90\n    unit: percent\n\1«"),
)
LINKS = (
    Kind("contract of a port misspelt", PRODUCTS, r"^outputPorts:\n((?:  .*\n)*?)    contractId: (.*)$", r"outputPorts:\n\1    contractId: »\2x"),
    Kind("version of a port that is none", PRODUCTS, r'^outputPorts:\n((?:  .*\n)*?)    version: ".*"', r'outputPorts:\n\1    version: »"1.99.0"'),
    Kind("contract of a port left out", PRODUCTS, r"^(outputPorts:\n  - )(name: .*\n(?:    .*\n)*?)    contractId: .*\n", r"\1»\2"),
    Kind("input misspelt", PRODUCTS, r"^inputPorts:\n((?:  .*\n)*?)    contractId: (.*)$", r"inputPorts:\n\1    contractId: »\2x"),
    Kind("input of a version to come", PRODUCTS, r'^inputPorts:\n((?:  .*\n)*?)    version: ".*"', r'inputPorts:\n\1    version: »"9.0.0"'),
    Kind("input of an output port misspelt", PRODUCTS, r"^      - id: (.*)$", r"      - id: »\1x"),
    Kind("version of the contract lowered", CONTRACTS, r'^version: "(\d)\..*"', r'version: »"\1.0.1"', is_pair=True),
    Kind("version of the contract raised alone", CONTRACTS, r'^version: "(\d)\..*"', r'version: »"\1.98.0"', is_pair=True),
    Kind("source column misspelt", CONTRACTS, r"^          - (\w[\w-]*/\S+@\d/\w+/\w+)$", r"          - »\1x"),
    Kind("source without the major", CONTRACTS, r"^          - (\w[\w-]*/\S+)@\d(/\w+/\w+)$", r"          - »\1\2"),
    Kind("source of words", CONTRACTS, r"^          - \w[\w-]*/\S+@\d/(\w+)/(\w+)$", r"          - »warehouse.\1.\2"),
    Kind("source port misspelt", CONTRACTS, r"^          - (\w[\w-]*/\S+)(@\d/\w+/\w+)$", r"          - »\1x\2"),
    Kind("source that is no input", CONTRACTS, r"^          - \w[\w-]*/\S+@\d/\w+/\w+$", "          - »events/music-events/calendar@1/concerts/city"),
    Kind("foreign key to no field", CONTRACTS, r'^            to: (\S*\w)("?)$', r"            to: »\1x\2"),
    Kind("foreign key of unequal arity", CONTRACTS, r"^    name: (\w+)\n((?:    .*\n)*?)    properties:\n      - name: (\w+)\n((?:        .*\n)+)      - name: (\w+)$", r"    name: \1\n    relationships:\n      - »type: foreignKey\n        from: [\1.\3]\n        to: [\1.\3, \1.\5]«\n\2    properties:\n      - name: \3\n\4      - name: \5"),
    Kind("link to a file that is not there", CONTRACTS, r"^(description:)$", "authoritativeDefinitions:\n  - type: businessDefinition\n    url: »docs/definition-of-this.md\n\\1"),
    Kind("variable that nobody fills", CONTRACTS, r"location: s3://watergarden-data", "location: »s3://${BUCKET}"),
)
PROMISES = (
    Kind("service level misspelt", CONTRACTS, r"- property: latency", "- property: »latncy"),
    Kind("availability misspelt", CONTRACTS, r"- property: availability", "- property: »availabilty"),
    Kind("unit misspelt", CONTRACTS, r"^(  - property: latency\n    value: .*\n    unit: )\w+$", r"\1»hourz"),
    Kind("unit of another quantity", CONTRACTS, r"^(  - property: availability\n    value: )(.*)\n    unit: \w+$", r"\1»\2\n    unit: h«"),
    Kind("availability above 100", CONTRACTS, r"^(  - property: availability\n    value: )(.*)$", r"\1»999"),
    Kind("value in words", CONTRACTS, r"^(  - property: latency\n    value: )(.*)$", r"\1»ninety"),
    Kind("negative value", CONTRACTS, r"^(  - property: retention\n    value: )(.*)$", r"\1»-3"),
    Kind("frequency in words that are none", CONTRACTS, r"^(  - property: frequency\n    value: ).*$", r"\1»sometimes"),
    Kind("fresher than the inputs", "products/[adrp]*[ns]/*[isy]*/contracts/*.odcs.yaml", r"^(  - property: latency\n    value: ).*\n    unit: .*$", r"\1»1\n    unit: minutes«"),
    Kind("schedule with an hour 25", CONTRACTS, r'schedule: "\d+ \d+ ', 'schedule: »"0 25 '),
    Kind("schedule of four parts", CONTRACTS, r'schedule: "(.*) \*"', r'schedule: »"\1"'),
    Kind("element that names no field", CONTRACTS, r"^    element: (.*)$", r"    element: »\1x"),
    Kind("ends in the wrong order", CONTRACTS, r"^slaProperties:\n", 'slaProperties:\n  - »property: endOfSupport\n    value: "2031-01-01"\n  - property: endOfLife\n    value: "2030-01-01"«\n'),
    Kind("date of today's style", CONTRACTS, r'^(  - property: generalAvailability\n    value: )"(\d+)-(\d+)-(\d+)"', r'\1»"\4.\3.\2"'),
    Kind("duration that is none", CONTRACTS, r"value: PT(\d+)[MH]$", r"value: »PT\1X"),
    Kind("agreement that has ended", AGREEMENTS, r'^expires: ".*"', 'expires: »"2025-01-31"'),
    Kind("date that is no ISO date", AGREEMENTS, r'^expires: ".*"', 'expires: »"31.08.2027"'),
    Kind("day that is not in the calendar", AGREEMENTS, r'^expires: ".*"', 'expires: »"2027-02-30"'),
)
QUALITY = (
    Kind("metric misspelt", CONTRACTS, r"- metric: (\w+)", r"- metric: »\1x"),
    Kind("dimension misspelt", CONTRACTS, r"dimension: (\w+)$", r"dimension: »\1x"),
    Kind("severity misspelt", CONTRACTS, r"severity: error", "severity: »eror"),
    Kind("two operators", CONTRACTS, r"^( +)(mustBe: 0)$", r"\1»\2\n\1mustBeGreaterThan: 5«"),
    Kind("word for a number", CONTRACTS, r"mustBe: 0$", "mustBe: »none"),
    Kind("column of a query misspelt", CONTRACTS, r"query: SELECT COUNT\(\*\) FROM (\w+) WHERE (\w+)", r"query: »SELECT COUNT(*) FROM \1 WHERE \2x"),
    Kind("query that cannot be read", CONTRACTS, r"query: SELECT COUNT", "query: »SELEC COUNT((("),
    Kind("bounds in the wrong order", CONTRACTS, r"mustBe: 0$", "mustBeBetween: »[9, 2]"),
    Kind("sample row of too few cells", SAMPLES, r"\A(.*\n.*),[^,\n]*$", r"\1", at=r"(?<=\n)^"),
    Kind("sample header misspelt", SAMPLES, r"\A(\w+)", r"»\1x"),
    Kind("empty cell of a key", SAMPLES, r"\A(.*\n)[^,\n]+,", r"\1»,"),
    Kind("sample row twice", SAMPLES, r"\A(.*\n)(.*\n)", r"\1»\2\2«", is_pair=True),
    Kind("words for a time", SAMPLES, r"\A(.*published_at\n.*),[^,\n]*Z$", r"\1,yesterday", at=r"(?<=\n)^"),
)
PROTECTION = (
    Kind("classification misspelt", CONTRACTS, r"^        classification: (\w+)$", r"        classification: »\1x"),
    Kind("classification of nobody", CONTRACTS, r"^        classification: \w+$", "        classification: »secret"),
    Kind("classification deleted", CONTRACTS, r"^        classification: .*\n", "", at=r"^      - name: "),
    Kind("classification lowered below its source", CONTRACTS, r"^        classification: confidential\n(        (?:description|transform).*\n(          .*\n)*?)+(?=          - \w+/\S+@\d/\w+/(?:account_id|amount|tax_amount|listener_key)\n)", r"        classification: »public\n        description: Lowered.\n        transformSourceObjects:\n"),
    Kind("classification below its category", CONTRACTS, r"^        classification: restricted\n((?:        .*\n)*?          - property: dataCategory\n            value: user\.(?:name|contact))", r"        classification: »internal\n\1"),
    Kind("category misspelt", CONTRACTS, r"(property: dataCategory\n +value: user\.\w+)", r"\1»x"),
    Kind("method misspelt", CONTRACTS, r"method: keyed-hash", "method: »keyed-hsh"),
    Kind("owner of the key deleted", CONTRACTS, r"^(              )(method: keyed-hash)\n              keyOwner: .*\n", r"\1»\2\n"),
    Kind("owner of the key misspelt", CONTRACTS, r"keyOwner: (.*)$", r"keyOwner: »\1x"),
)
LIFE = (
    Kind("retired while it is read", "products/[cps]*/[lp]*[esy]*/product.odps.yaml", r"^status: active", "status: »retired", is_pair=True),
    Special(
        "input of what reads it",
        tuple(
            (f"products/{path}/product.odps.yaml", r"^outputPorts:", f'inputPorts:\n  - name: back\n    version: "{version}"\n    contractId: »{contract}\noutputPorts:')
            for path, version, contract in (
                ("player/play-events", "1.3.0", "recommendations.related-artists.graph"),
                ("store/purchases", "1.4.0", "analytics.sales-kpis.monthly"),
                ("catalogue/songs", "1.0.0", "payments.royalties.statements"),
            )
        ),
        is_pair=True,
    ),
    Special(
        "rule of an exception misspelt",
        (
            ("products/events/meanings.yaml", r"ignore\[missing", "»ignore[mising"),
            ("products/player/meanings.yaml", r"ignore\[missing", "»ignore[mising"),
            ("policies/waivers/classification-leak-average-amount.yaml", r"^rule: (.*)$", r"rule: »\1s"),
        ),
    ),
    Special(
        "document of the mesh in a product",
        tuple(
            (f"products/{path}/mesh.yaml", "", "apiVersion: meshwright/v1\n»kind: Mesh\nname: own\nowner: governance-council\npreset: essential\n")
            for path in ("player/play-events", "store/purchases", "catalogue/songs")
        ),
    ),
    Special(
        "policy that nothing runs",
        tuple(
            (
                f"policies/{name}.yaml",
                "",
                (f"apiVersion: meshwright/v1\n»kind: Policy\nname: {name}\ntitle: A rule of our own\nowner: governance-council\n"
                f"severity: error\nstatus: enforced\nsql: SELECT address FROM products WHERE {name} IS NULL\nmessage: states no {name}\n"
                "tests:\n  - fails: [a/b]\n    given: |\n      kind: DataProduct\n  - passes: [a/b]\n    given: |\n      kind: DataProduct«\n"),
            )
            for name in ("owner", "tier", "purpose")
        ),
    ),
    Special(
        "definition of a kind that is not applied",
        tuple(
            (f"products/{path}/terms.yaml", "", "apiVersion: v1.0.0\n»kind: SemanticDefinition\nid: plays\nname: plays\n")
            for path in ("player", "store", "catalogue")
        ),
    ),
    Special(
        "file copied and not changed",
        tuple(
            (f"products/{path}-copy.v1.odcs.yaml", "", f"copy of products/{path}.v1.odcs.yaml")
            for path in ("store/purchases/contracts/daily", "catalogue/songs/contracts/current", "events/music-events/contracts/calendar")
        ),
        is_pair=True,
    ),
)
KINDS: tuple[Kind | Special, ...] = (
    *KEYS, *VALUES, *TEXT, *NAMES, *LINKS, *PROMISES, *QUALITY, *PROTECTION, *LIFE,
)
"""All kinds, by the files in which they are made."""
