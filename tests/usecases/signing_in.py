"""What somebody does to get in: ask for a link, find it in their chat, press *Continue*."""

import json
import re
from collections.abc import Sequence

from bot.domain.rooms import Door, Pass, Room, verify_pass
from bot.inbound import PassPosted, RoomOpened, RoomPosted
from bot.pages import Page
from bot.reply import Enter, Show
from tests.office import KEYS, Office

WAY_IN = re.compile(r"https?://[^\s\"]+/in/([\w.-]+)")


async def brief_door(office: Office) -> Door:
    return Door(Room.BRIEF, (await office.interview()).id)


async def asks_for_link(office: Office, door: Door, *, who: str) -> Page:
    """Send the form of the page, and let what follows happen."""
    reply = await office.handle(RoomPosted(door, "", "send", {"who": who}))
    await office.settle()
    assert isinstance(reply, Show)
    return reply.page


async def links_of(office: Office, user: str = "rae") -> Sequence[str]:
    """Return the tokens of the sign-in links in somebody's pane, as they are drawn now, one for each message."""
    drawn = [json.dumps(dict(line.card)) for line in await office.chat.lines(user) if "sign-in link" in str(line.card)]
    return [found.group(1) for each in drawn if (found := WAY_IN.search(each))]


async def way_in(office: Office, user: str = "rae") -> Pass:
    """Return what the newest sign-in link says."""
    return verify_pass((await links_of(office, user))[-1], keys=KEYS)


async def signs_in(office: Office, given: Pass, *, session: str = "s-1") -> Enter:
    reply = await office.handle(PassPosted(given, "continue", fresh=session))
    assert isinstance(reply, Enter), reply
    return reply


async def reads(office: Office, door: Door, *, session: str, zone: str = "") -> Page:
    reply = await office.handle(RoomOpened(door, session, zone))
    assert isinstance(reply, Show)
    return reply.page
