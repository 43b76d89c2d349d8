"""How a command ends: well, or with a sentence that says what is wrong."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import click

from adapters.settings import SettingsError
from bot.domain.refusal import Refusal

PORT = click.IntRange(0, 65535)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what a person can mend is told in a sentence, without a stack."""
    try:
        asyncio.run(work)
    except (SettingsError, Refusal) as error:
        fail(str(error))
    except OSError as error:
        fail(f"That did not work: {error.strerror or error}.")
    except KeyboardInterrupt:
        click.echo()


def fail(text: str) -> NoReturn:
    """Say what is wrong, and exit with 1."""
    click.echo(text, err=True)
    sys.exit(1)
