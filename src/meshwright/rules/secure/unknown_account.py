"""
A document relies on a person without an enabled account.

An owner, approver or steward who has left cannot answer questions or approve anything, and neither can a team in
which no one has an account. Name a successor, and remove the member (in a product or contract, a `dateOut` is enough).
`meshwright check --identity FILE` runs this rule, with the file that `meshwright access identity import` writes, if
that file includes users; the examples show such a file. Names are compared regardless of case, and approvers may
also be teams or groups. User names take precedence over mail addresses, and mail addresses over display names.

```yaml bad teams
apiVersion: meshwright/v1
kind: Team
name: player-squad
purpose: Runs the player.
members:
  - username: ines.holm
    role: owner
  - username: ada.quist
#             ^^^^^^^^^ steward `ada.quist` is disabled in the directory
    role: data steward
---
apiVersion: meshwright/v1
kind: Team
name: payments-squad
purpose: Pays artists and labels what they are owed.
members:
  - username: tomas.berg
#             ^^^^^^^^^^ owner `tomas.berg` is not in the directory
    role: owner
```
```csv bad raw directory/groups.csv
group_id,group_name,member_id,member_kind,disabled
7f0c9a52,watergarden-data-analysts,u-114,user,false
81aa03d1,watergarden-royalty-accounting,u-114,user,false
```
```csv bad raw directory/users.csv
member_id,username,mail,disabled
u-114,ines.holm,ines.holm@watergarden.example,false
u-207,ada.quist,,true
```
```yaml good teams
apiVersion: meshwright/v1
kind: Team
name: player-squad
purpose: Runs the player.
members:
  - username: ines.holm
    role: owner
---
apiVersion: meshwright/v1
kind: Team
name: payments-squad
purpose: Pays artists and labels what they are owed.
members:
  - username: lena.voss
    role: owner
```
```csv good raw directory/groups.csv
group_id,group_name,member_id,member_kind,disabled
7f0c9a52,watergarden-data-analysts,u-114,user,false
81aa03d1,watergarden-royalty-accounting,u-114,user,false
```
```csv good raw directory/users.csv
member_id,username,mail,disabled
u-114,ines.holm,ines.holm@watergarden.example,false
u-311,lena.voss,,false
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshwright.analysis.access.accounts import account_answers
from meshwright.analysis.access.directory import Directory
from meshwright.finding.finding import Cause, Finding, Severity
from meshwright.rulekit.rule import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from meshwright.finding.finding import At
    from meshwright.mesh.mesh import Mesh


@rule("unknown-account", on=Directory, severity=Severity.WARNING, since="0.1", is_of_directory=True)
def unknown_account(directory: Directory, mesh: Mesh) -> Iterator[Finding]:
    """Yield the directory's findings about people; none if users were not imported.

    A team in which no one has an account is reported only if none of its members is reported.
    """
    if directory.accounts is None:
        return
    groups = {name for each in directory.groups if not each.is_disabled for name in each.names}
    seen: dict[tuple[str, int], list[At]] = {}
    for answer in account_answers(mesh, directory.values, directory.accounts, groups, mesh.today):
        of_document = seen.setdefault((answer.at.file, answer.at.document), [])
        causes = tuple(Cause(each, "unknown-account") for each in of_document if _is_inside(each, answer.at))
        yield Finding(answer.words, answer.at, discriminator=f"{answer.kind} {answer.name}", causes=causes)
        of_document.append(answer.at)


def _is_inside(part: At, whole: At) -> bool:
    """Return whether one location in a document is inside the other."""
    return part != whole and part.path[: len(whole.path)] == whole.path
