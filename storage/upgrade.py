"""Running migrations by Alembic; loaded where one is missing alone, for Alembic and its templates take 10 MiB."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from storage.migrate import MIGRATIONS, Unknown


def run(connection: Connection) -> None:
    """Run every migration that is still missing; raises Unknown for a database that stands elsewhere."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Unknown(str(error)) from None
