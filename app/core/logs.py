"""One JSON line an event, to standard error. Nothing that a person typed can start a line of its own."""

import logging
import sys

import structlog


def _to_standard_error(*_: object) -> structlog.PrintLogger:
    """Whatever standard error is at the moment: it may have been redirected since the start."""
    return structlog.PrintLogger(sys.stderr)


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )
