"""Lists of the desk under names of one's own: nobody sees another's."""

import sqlalchemy as sa

from app.accounts.models import SavedFilter
from app.accounts.permissions import Actor
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.text import one_line

NAME_MAX, ADDRESS_MAX, MOST = 60, 1000, 40


def save(name: str, address: str, *, by: Actor) -> SavedFilter:
    """Inside a unit of work. The same name again leads to the new list. Raises Invalid."""
    name = one_line(name)
    if not name or len(name) > NAME_MAX:
        raise Invalid(f"Give it a name of at most {NAME_MAX} characters.", field="name")
    if not address.startswith("/desk/") or address != one_line(address) or len(address) > ADDRESS_MAX:
        raise Invalid("That list cannot be kept.", field="name")
    mine = {each.name: each for each in list_saved(by.user_id)}
    if name not in mine and len(mine) >= MOST:
        raise Invalid(f"You have {MOST} lists already. Remove one first.", field="name")
    kept = mine.get(name)
    if kept is None:
        kept = SavedFilter(user_id=by.user_id, name=name, address=address)
        db.session.add(kept)
    kept.address = address
    return kept


def remove(filter_id: int, *, by: Actor) -> SavedFilter:
    """Inside a unit of work. Raises NotFound for what is not one's own."""
    found = db.session.get(SavedFilter, filter_id)
    if found is None or found.user_id != by.user_id:
        raise NotFound("There is no such list of yours.")
    db.session.delete(found)
    return found


def list_saved(user_id: int) -> list[SavedFilter]:
    """Somebody's lists, by name."""
    mine = sa.select(SavedFilter).where(SavedFilter.user_id == user_id)
    return list(db.session.scalars(mine.order_by(SavedFilter.name)))
