from app.web.site import blueprint


@blueprint.get("/resources/")
def resources() -> str:
    return "resources"
