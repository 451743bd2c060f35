"""The lists of the directory: physiotherapists and practices."""

from flask import render_template, request

from app.accounts.permissions import Action
from app.directory import queries
from app.directory.hcpc import recheck_due
from app.directory.models import Practitioner
from app.directory.queries import Standing, Wanted, standing_of
from app.web.auth import needs
from app.web.desk.directory import blueprint
from app.web.desk.directory.shared import MODES, today
from app.web.desk.fields import number_of
from app.web.desk.rows import wanted

STANDINGS = {Standing.LISTED: "Listed", Standing.NEW: "Not listed yet", Standing.DELISTED: "Taken out"}


@blueprint.get("/desk/directory/")
@needs(Action.MANAGE_DIRECTORY)
def practitioners() -> str:
    asked, base = request.args.get("standing", ""), wanted()
    standing = Standing(asked) if asked in set(Standing) else None
    practice_id = number_of(request.args.get("practice"))
    found = queries.list_practitioners(Wanted(base.text, standing, practice_id, base.page))
    return render_template(
        "desk/directory/practitioners.html",
        found=found,
        text=base.text,
        standing=standing,
        practice_id=practice_id,
        practices=queries.practice_names(),
        counts=queries.count_standings(),
        **around(),
    )


@blueprint.get("/desk/directory/practices/")
@needs(Action.MANAGE_DIRECTORY)
def practices() -> str:
    base = wanted()
    found = queries.list_practices(text=base.text, page=base.page)
    return render_template("desk/directory/practices.html", found=found, text=base.text, modes=MODES, **around())


@blueprint.app_template_global("standing_words")
def standing_words(practitioner: Practitioner) -> tuple[str, str]:
    """The key of its badge, and where somebody stands."""
    standing = standing_of(practitioner)
    key = {Standing.LISTED: "live", Standing.NEW: "draft", Standing.DELISTED: "withdrawn"}[standing]
    return key, STANDINGS[standing]


@blueprint.app_template_global("is_recheck_due")
def is_recheck_due(practitioner: Practitioner) -> bool:
    """Whether somebody should look the number up now."""
    return not practitioner.sample and recheck_due(practitioner.hcpc_checked_on, today=today())


def around() -> dict[str, object]:
    """What the tabs say beside their names."""
    return {
        "standings": STANDINGS,
        "to_check": queries.count_to_check(today=today()),
        "changes_waiting": queries.count_changes(),
    }
