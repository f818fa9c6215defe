"""
A document names a group that the identity provider does not have.

Such a group gives access to no one, or to whoever later creates a group with that name. A disabled group gives
access to no one. A renamed group is recognised by the `groupId` of its role, but engines know only names, so the
document needs the new one.
`meshwright check --identity FILE` runs this rule, with the file that `meshwright access identity import` writes; the
examples show such a file. A group is compared by its id if the document states one (the `groupId` of a role, the
`id` of a `principal`), else by its exact name.

```yaml bad raw governance/roles/clerk.yaml
apiVersion: meshwright/v1
kind: Role
name: clerk
description: Answers letters of payees.
group: watergarden-clerk
#      ^^^^^^^^^^^^^^^^^ the directory has no group `watergarden-clerk`
clearance: internal
purposes: [audit]
```
```csv bad raw directory/groups.csv
group_id,group_name,member_id,member_kind,disabled
7f0c9a52,watergarden-data-analysts,u-114,user,false
81aa03d1,watergarden-royalty-accounting,u-207,user,false
9c11e0f4,watergarden-clerks,u-207,user,false
```
```yaml good raw governance/roles/clerk.yaml
apiVersion: meshwright/v1
kind: Role
name: clerk
description: Answers letters of payees.
group: watergarden-clerks
clearance: internal
purposes: [audit]
```
```csv good raw directory/groups.csv
group_id,group_name,member_id,member_kind,disabled
7f0c9a52,watergarden-data-analysts,u-114,user,false
81aa03d1,watergarden-royalty-accounting,u-207,user,false
9c11e0f4,watergarden-clerks,u-207,user,false
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.atoms import access
from meshwright.analysis.access.directory import Directory, group_answers
from meshwright.finding.finding import Finding, Severity
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.mesh.mesh import Mesh

_SILENT = "empty-group"
"""An error in the directory rather than in a document. `access identity report` lists such errors."""


@rule("unknown-group", on=Directory, severity=Severity.WARNING, since="0.1", is_of_directory=True)
def unknown_group(directory: Directory, mesh: Mesh) -> Iterator[Finding]:
    """Yield a finding for each place that names an unknown, disabled or renamed group."""
    for answer in group_answers(mesh.derived(access), directory.groups):
        if answer.kind != _SILENT:
            for at in answer.places:
                yield Finding(answer.words, at, discriminator=answer.kind)
