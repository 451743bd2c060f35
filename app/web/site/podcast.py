from app.web.site import blueprint


@blueprint.get("/podcast/<show>/")
def show(show: str) -> str:
    return show


@blueprint.get("/podcast/<show>/<episode>/")
def episode(show: str, episode: str) -> str:
    return f"{show}/{episode}"
