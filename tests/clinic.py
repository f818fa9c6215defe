"""The mesh of a clinic: two ports, nested and unnamed levels of care, and readers of every kind."""

from __future__ import annotations

import json
from datetime import date

from mesh_of import mesh_of
from meshwright.analysis.access.atoms import Access
from meshwright.analysis.access.plan import plan
from meshwright.report.access import plan_json

LEVELS = """\
apiVersion: meshwright/v1
kind: Classification
name: care
levels:
  - {name: open}
  - {name: clinical, mask: {kind: year}}
  - {name: person, grants: agreement, mask: {kind: first, length: 1}}
  - {name: locked, grants: agreement, approver: governance}
pseudonymisedFloor: open
aggregatedLevel: open
defaultOpenLevel: clinical
dataCategories:
  - {key: user.name, minimumLevel: person, personal: true}
"""
ROLES = """\
apiVersion: meshwright/v1
kind: Role
name: nurse
group: nurses
groupId: g-17
clearance: locked
purposes: [care]
---
apiVersion: meshwright/v1
kind: Role
name: researcher
group: researchers
clearance: open
purposes: [research]
---
apiVersion: meshwright/v1
kind: Role
name: billing
group: billing
clearance: clinical
purposes: [invoices]
"""
STAYS = """\
apiVersion: v3.1.0
kind: DataContract
id: ward.stays
version: "1.1.0"
status: active
servers:
  - {server: prod, type: postgresql, host: db, port: 5432, database: ward, schema: stays, roles: [
      {role: billing, access: read}]}
schema:
  - name: stays
    properties:
      - {name: stay_id, logicalType: string, classification: open}
      - {name: ward, logicalType: string, classification: open}
      - {name: admitted_on, logicalType: date, classification: clinical}
      - {name: diagnosis, logicalType: string, classification: clinical}
      - name: patient
        logicalType: object
        classification: open
        properties:
          - {name: surname, logicalType: string, classification: person}
          - {name: insured_no, logicalType: string, classification: locked}
roles:
  - role: nurse
    access: read
    customProperties:
      - {property: contractVersion, value: "1.1.0"}
      - {property: rowFilter, value: ward in wards}
  - {role: researcher, access: read}
  - {role: billing, access: write}
"""
WARD = """\
apiVersion: v1.0.0
kind: DataProduct
id: ward
name: ward
version: "1.0.0"
status: active
domain: care
team: {name: ward-squad}
outputPorts:
  - {name: stays, version: "1.1.0", contractId: ward.stays}
"""
COUNTS = """\
apiVersion: v3.1.0
kind: DataContract
id: study.counts
version: "1.0.0"
status: active
schema:
  - name: counts
    properties:
      - name: month
        logicalType: date
        classification: open
        transformSourceObjects: [care/ward/stays@1/stays/admitted_on]
        customProperties: [{property: deidentification, value: {method: count, minGroupSize: 20}}]
roles:
  - {role: researcher, access: read}
"""
STUDY = """\
apiVersion: v1.0.0
kind: DataProduct
id: study
name: study
version: "1.0.0"
status: active
domain: care
inputPorts:
  - {name: stays, version: "1.1.0", contractId: ward.stays}
outputPorts:
  - {name: counts, version: "1.0.0", contractId: study.counts}
customProperties:
  - {property: serviceAccount, value: study-runner}
"""
AGREEMENT = """\
apiVersion: meshwright/v1
kind: AccessAgreement
port: care/ward/stays@1
consumer: {team: ward-squad, use: bed board}
principal: {kind: serviceAccount, name: bed-board}
columns: [stays/ward, stays/patient]
purpose: care
role: nurse
startDate: "2026-12-01"
expires: "2027-02-28"
"""
EMERGENCY = """\
apiVersion: meshwright/v1
kind: BreakGlass
port: care/ward/stays@1
principal: {kind: group, name: crisis-team}
reason: The ward system is down.
ticket: INC-9
approvedBy: ines.costa
startDate: "2026-11-21"
days: 2
"""
TEAM = """\
apiVersion: meshwright/v1
kind: Team
name: ward-squad
serviceAccount: ward-owner
"""


def files() -> dict[str, bytes]:
    """Return the files of the clinic by path."""
    texts = {
        "governance/classifications.yaml": LEVELS,
        "governance/roles.yaml": ROLES,
        "governance/teams.yaml": TEAM,
        "products/care/ward/product.odps.yaml": WARD,
        "products/care/ward/contracts/stays.v1.odcs.yaml": STAYS,
        "products/care/ward/agreements/bed-board.yaml": AGREEMENT,
        "products/care/study/product.odps.yaml": STUDY,
        "products/care/study/contracts/counts.v1.odcs.yaml": COUNTS,
        "policies/break-glass/inc-9.yaml": EMERGENCY,
    }
    return {path: text.encode() for path, text in texts.items()}


def plan_of_an_agreement() -> str:
    """Return the plan of an agreement that is renewed, as JSON."""
    later = files()
    path = "products/care/ward/agreements/bed-board.yaml"
    later[path] = later[path].replace(b"2027-02-28", b"2027-06-30")
    base, head = (Access(mesh_of(each)) for each in (files(), later))
    changes = plan(base, head, date(2026, 11, 22))
    places = (lambda at: at.file), (lambda at: at.file)
    return json.dumps(
        plan_json(changes, (base, head), ("main", "the working tree"), date(2026, 11, 22), places)
    )
