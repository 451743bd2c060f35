"""Somebody leaves the practice: what is still ahead of them is settled first. Editors then take them out of the directory,
which asks again."""

from functools import partial

from flask import url_for
from werkzeug.wrappers import Response

from app.booking import closing, diary
from app.booking.in_the_way import Why
from app.core import clock
from app.directory.models import Practice
from app.web.practice import blueprint
from app.web.practice.access import back_to, member, page
from app.web.practice.settling import carried_out

BASE = "/practice/<id:practice_id>/hours/<id:location_id>/leaving/"


@blueprint.get(BASE)
@member
def leaving(practice: Practice, location_id: int) -> Response:
    location = diary.get_location(practice.id, location_id)
    return page("leaving", practice, location=location)


@blueprint.post(BASE)
@member
def leave(practice: Practice, location_id: int) -> Response:
    location, practice_id = diary.get_location(practice.id, location_id), practice.id
    name = location.practitioner.name
    ask = partial(closing.require_none_ahead, practice_id, location.practitioner_id, now=clock.now())
    back = url_for("practice.hours", practice_id=practice_id, location_id=location_id)
    asked = carried_out(ask, practice, Why.LISTING, title=f"{name} leaves", back=back)
    said = (
        f"Everything ahead of {name} is settled. Ask the editors of this site now to take {name} out of the directory."
    )
    return asked or back_to("practice.hours", practice, said, location_id=location_id)
