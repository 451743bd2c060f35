"""Registration numbers of physiotherapists with the Health and Care Professions Council. Pure.

The form is that of hcpc-uk.org/check-the-register/how-to-check: the letters of the profession and up to six digits.
"""

import re
from datetime import date, timedelta

from app.core.errors import Invalid

REGISTER = "https://www.hcpc-uk.org/check-the-register/"
RECHECK_AFTER = timedelta(days=365)
"""Registration is renewed every two years, and can end at any time: once a year somebody looks again."""

_FORM = re.compile(r"PH[0-9]{1,6}", re.ASCII)
_BLANKS = re.compile(r"[\s.\-]+")


def hcpc_number(typed: str) -> str | None:
    """ "ph 12345" as "PH12345"; None for nothing. Raises Invalid for what cannot be a physiotherapist's number."""
    compact = _BLANKS.sub("", typed).upper()
    if not compact:
        return None
    if _FORM.fullmatch(compact) is None:
        raise Invalid(
            "A physiotherapist's number is PH and up to six digits, such as PH12345. Look it up on the register.",
            field="hcpc_number",
        )
    return compact


def recheck_due(checked_on: date | None, *, today: date) -> bool:
    """Whether somebody should look the number up again."""
    return checked_on is None or checked_on + RECHECK_AFTER <= today
