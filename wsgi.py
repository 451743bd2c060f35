"""The application for a WSGI server: `waitress-serve wsgi:app`, or `flask --app wsgi`. Settings come from the environment."""

import sys

import config
from app import create_app

try:
    app = create_app(config.load())
except config.SettingsError as error:
    sys.exit(f"The site cannot start: {error}")
