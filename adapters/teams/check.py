"""Whether Teams can be heard and written to: the app's token, the keys that requests are signed with, what came last.

Nothing is posted: whether messages arrive only a message can tell.
"""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import ClientSession

from adapters.teams.signing import signing_keys
from adapters.teams.token import AppTokens
from bot.domain.findings import Condition, Finding, Lately
from bot.ports import Check, Permanent, Transient

HEARD = "teams.said"
"""What people write in Teams, as the record names its source."""
REACH = "See whether this machine reaches {host}, and look again."
ENDPOINT = "See that the bot's messaging endpoint in Azure is this server's /api/messages, and write “help” to Usher."

Hear = Callable[[], Awaitable[Lately]]


def token(tokens: AppTokens, *, tenant: str, host: str) -> Check:
    """Ask for a token of the app's own, which its id, secret and tenant have to be right for."""

    async def look() -> Sequence[Finding]:
        name = "teams.token"
        try:
            await tokens.get()
        except Transient as fault:
            reach = REACH.format(host=host)
            return [Finding(name, Condition.WRONG, f"The login service does not answer ({fault}).", reach)]
        except Permanent as fault:
            code, _, cure = str(fault).partition("no token")[2].partition(": ")
            named = f" ({code.strip()})" if code.strip() else ""
            says = f"The login service gives the app no token{named}."
            return [Finding(name, Condition.WRONG, says, f"{cure[:1].upper()}{cure[1:]}.")]
        return [Finding(name, Condition.FINE, f"The app is let in, in tenant {tenant}.")]

    return look


def keys(session: ClientSession, url: str, *, host: str) -> Check:
    """Fetch the keys as the way in does; without them nobody is heard."""

    async def look() -> Sequence[Finding]:
        try:
            known = await signing_keys(session, url)
        except Transient as fault:
            says = f"The keys that requests are signed with cannot be had ({fault})."
            return [Finding("teams.keys", Condition.WRONG, says, REACH.format(host=host))]
        return [
            Finding("teams.keys", Condition.FINE, f"The keys that requests are signed with are there: {len(known)}.")
        ]

    return look


def heard(hear: Hear) -> Check:
    """See when somebody wrote last; who only presses buttons is not counted."""

    async def look() -> Sequence[Finding]:
        last = (await hear()).last
        if last is None:
            return [Finding("teams.heard", Condition.WATCH, "Nobody has written to Usher in Teams yet.", ENDPOINT)]
        return [Finding("teams.heard", Condition.FINE, f"Somebody wrote last on {last:%d %b %Y at %H:%M} UTC.")]

    return look
