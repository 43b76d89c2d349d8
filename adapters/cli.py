"""The `usher` command: exit 0 done, 1 failed, 2 wrong use."""

from collections.abc import Mapping
from importlib import import_module

import click

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "demo": ("adapters.cli_demo", "demo", "Try everything without any account."),
    "doctor": ("adapters.cli_serve", "doctor_command", "Look at every connection, permission and setting."),
    "import": ("adapters.cli_people", "import_command", "Take people, openings or candidates in from a CSV FILE."),
    "manifest": ("adapters.cli_manifests", "manifest", "Print what a chat platform wants to know about the app."),
    "migrate": ("adapters.cli_serve", "migrate_command", "Bring the database up to date."),
    "person": ("adapters.cli_people", "person", "Add, mend, list or disable the people who work here."),
    "serve": ("adapters.cli_serve", "serve_command", "Run the service."),
    "teams-package": ("adapters.cli_manifests", "teams_package", "Write the Teams app into FILE.zip."),
}
"""Where each command is, and what it does in a line: it is loaded when it is called, for all together take a second."""


class Loaded(click.Group):
    """A group whose commands are loaded one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(cls=Loaded, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="usher", message="%(prog)s %(version)s")
def main() -> None:
    """Usher, the hiring coordinator: it places interviews, keeps candidates informed and never goes silent."""
