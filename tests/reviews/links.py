"""What shared links are made with in tests."""

from app.reviews.sharing import Site

SITE = Site("The Site", lambda token: f"http://localhost/preview/{token}/", lambda at: f"{at:%d %B %Y}")
