"""International bank account numbers (ISO 13616): the length that each country registered, and MOD 97-10.

Source: the IBAN registry. This module does not check the national account number or know whether an account
exists.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from meshwright.quantities.digit_sums import mod97_10

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORM = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_REGISTERED = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29"
    " ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28"
    " LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25"
    " QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
LENGTHS: Mapping[str, int] = MappingProxyType({each[:2]: int(each[2:]) for each in _REGISTERED.split()})
"""The length of an IBAN by country; an unlisted country may have registered any length since."""


def is_iban(text: str) -> bool:
    """Return whether a string without spaces has its country's length and the right check digits."""
    if _FORM.fullmatch(text) is None or LENGTHS.get(text[:2], len(text)) != len(text):
        return False
    return mod97_10(text[4:] + text[:4])
