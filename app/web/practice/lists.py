"""What waits for an answer, what is ahead, and what is found by its reference. Without patients' names."""

from flask import request
from werkzeug.wrappers import Response

from app.booking import diary
from app.core import clock
from app.directory.models import Practice
from app.web.practice import blueprint
from app.web.practice.access import member, page
from app.web.practice.fields import number
from app.web.practice.showing import line, names_of


@blueprint.get("/practice/<id:practice_id>/requests/")
@member
def requests(practice: Practice) -> Response:
    now, who = clock.now(), names_of(diary.locations_of(practice.id))
    found = diary.list_requests(practice.id, now=now)
    return page("requests", practice, lines=[line(each, now=now, who=who) for each in found])


@blueprint.get("/practice/<id:practice_id>/appointments/")
@member
def appointments(practice: Practice) -> Response:
    """What is ahead; with a reference, or the beginning of one, what it stands for, whenever it was."""
    now, who = clock.now(), names_of(diary.locations_of(practice.id))
    ref = request.args.get("ref", "").strip()[:40]
    ahead = diary.list_ahead(practice.id, page=max(1, min(number(request.args.get("page")), 1000)), now=now)
    found = diary.find_by_ref(practice.id, ref) if ref else ahead.items
    return page(
        "appointments",
        practice,
        lines=[line(each, now=now, who=who) for each in found],
        ref=ref,
        list=ahead,
        waiting_list=diary.waiting_counts(practice.id),
    )
