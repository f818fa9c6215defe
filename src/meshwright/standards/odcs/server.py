"""ODCS `servers[]`: locations of data, with the keys of each type of server."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import ConfigDict, StringConstraints

from meshwright.standards.bitol import CustomProperty, StableId
from meshwright.standards.block import Block, Kinds, Many, Maybe, Since, Words

Port = Annotated[int | str, Kinds(("integer", "string"))]
"""A port number or, since 3.2, a variable such as `${PORT}`."""

SftpUrl = Annotated[str, StringConstraints(pattern=r"^sftp://.*"), Words("a URL that starts with `sftp://`")]


class Role(Block):
    """A role with access to the data."""

    model_config = ConfigDict(title="a role")

    id: Annotated[Maybe[StableId], Since(odcs="3.1.0")] = None
    role: str
    description: Maybe[str] = None
    access: Maybe[str] = None
    first_level_approvers: Maybe[str] = None
    second_level_approvers: Maybe[str] = None
    custom_properties: Many[CustomProperty] = ()


class Server(Block):
    """A location of the data; its keys depend on its type."""

    model_config = ConfigDict(title="a server")

    id: Annotated[Maybe[StableId], Since(odcs="3.1.0")] = None
    server: str
    type: str
    description: Maybe[str] = None
    environment: Maybe[str] = None
    roles: Many[Role] = ()
    custom_properties: Many[CustomProperty] = ()
    account: Maybe[str] = None
    catalog: Maybe[str] = None
    catalog_url: Maybe[str] = None
    database: Maybe[str] = None
    dataset: Maybe[str] = None
    delimiter: Maybe[str] = None
    encoding: Annotated[Maybe[str], Since(odcs="3.2.0")] = None
    endpoint_url: Maybe[str] = None
    format: Maybe[str] = None
    host: Maybe[str] = None
    location: Maybe[str] = None
    namespace: Maybe[str] = None
    path: Maybe[str] = None
    port: Maybe[Port] = None
    project: Maybe[str] = None
    region: Maybe[str] = None
    region_name: Maybe[str] = None
    schema_: Maybe[str] = None
    service_name: Maybe[str] = None
    staging_dir: Maybe[str] = None
    stream: Annotated[Maybe[str], Since(odcs="3.1.0")] = None
    warehouse: Maybe[str] = None
    workgroup: Annotated[Maybe[str], Since(odcs="3.2.0")] = None


COMMON = ("id", "server", "type", "description", "environment", "roles", "customProperties")
"""The keys of every server."""

KEYS: Mapping[str, str] = MappingProxyType(
    {
        "api": "location!",
        "athena": "schema! stagingDir catalog regionName workgroup",
        "azure": "location! format! encoding delimiter",
        "bigquery": "project! dataset!",
        "btrieve": "host! port database!",
        "clickhouse": "host! port! database!",
        "databricks": "host catalog! schema!",
        "denodo": "host! port! database",
        "dremio": "host! port! schema",
        "duckdb": "database! schema",
        "exasol": "host! port schema",
        "fastobjects": "database! host port",
        "glue": "account! database! location format encoding",
        "hana": "host! port database schema",
        "cloudsql": "host! port! database! schema!",
        "db2": "host! port! database! schema",
        "hive": "host! port database!",
        "iceberg": "catalog! catalogUrl! namespace warehouse",
        "impala": "host! port database!",
        "informix": "host! port database!",
        "ingres": "database! host! port",
        "kafka": "host! format encoding",
        "kinesis": "region format encoding",
        "local": "path! format! encoding",
        "mysql": "host! port! database!",
        "oracle": "host! port! serviceName!",
        "poet": "database! host port",
        "postgresql": "host! port! database! schema!",
        "postgres": "host! port! database! schema!",
        "presto": "host! catalog schema",
        "pubsub": "project!",
        "redshift": "host database! schema! region account",
        "s3": "location! endpointUrl format encoding delimiter",
        "sftp": "location! format encoding delimiter",
        "snowflake": "host port account! database! schema! warehouse",
        "sqlserver": "host! port database! schema!",
        "synapse": "host! port! database!",
        "teradata": "host! port database",
        "trino": "host! port! catalog! schema!",
        "vectorwise": "database! host! port",
        "versant": "database! host port",
        "vertica": "host! port! database! schema!",
        "zen": "host! port database!",
        "custom": (
            "account catalog database dataset delimiter endpointUrl format encoding host location path port "
            "project region regionName schema serviceName stagingDir warehouse stream"
        ),
    }
)
"""The keys of each type in 3.2, in addition to the common keys; `!` marks required keys."""

SINCE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("hive", "impala", "zen"), "3.1.0"),
        **dict.fromkeys(
            (
                "btrieve",
                "exasol",
                "fastobjects",
                "hana",
                "iceberg",
                "ingres",
                "poet",
                "teradata",
                "vectorwise",
                "versant",
            ),
            "3.2.0",
        ),
    }
)
"""The version that added each type; types of the first version are omitted."""
