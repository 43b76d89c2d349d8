"""Logs as JSON lines on standard error: event names and ids only, never names, addresses, tokens or bodies."""

import logging
import sys
import time

from pythonjsonlogger.json import JsonFormatter

LOUD = ("aiosqlite", "alembic", "apscheduler", "asyncio", "slack_bolt", "slack_sdk", "aiohttp.access")


def to_stderr(level: int = logging.INFO) -> None:
    """Send every record to standard error; libraries that like to talk are heard from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def _lines() -> JsonFormatter:
    """Times are UTC and say so, wherever the machine stands: "2026-11-21T04:03:37.565Z"."""
    lines = JsonFormatter(
        "%(asctime)s %(levelname)s %(name)s %(message)s", rename_fields={"message": "event", "asctime": "at"}
    )
    lines.converter = time.gmtime
    lines.default_time_format, lines.default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"
    return lines
