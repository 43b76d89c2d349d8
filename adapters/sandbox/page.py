"""The demo's page: everything the sandbox shows, and every way in that a person has, as plain forms without a script."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from aiohttp import web

from adapters.sandbox import post
from adapters.sandbox.chat import account
from adapters.sandbox.clock import Drain, NextDue, Tick
from adapters.sandbox.desk import Desk
from adapters.sandbox.guard import FRAME_HEADERS, HEADERS, posted
from adapters.sandbox.mailbox import Delivered
from adapters.sandbox.served import served
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.fresh import Mark, mark
from adapters.sandbox.view.house import HOUSE, OWNERS, USERS, Owner
from adapters.sandbox.view.page import page as drawn
from adapters.sandbox.world import SandboxWorld
from bot.domain.pipeline import Status
from bot.domain.time import Interval, at, local_day, zone
from bot.inbound import HomeOpened
from bot.ports import Handle, Permanent

PATH = "/demo"
TWO_HOURS = timedelta(hours=2)
MORNING = time(9)
TITLE_LIMIT, LONGEST_BLOCK = 120, 24 * 60  # characters, minutes

Happened = Callable[[], Awaitable[Sequence[tuple[datetime, str]]]]
Fields = Mapping[str, str]
Act = Callable[[web.Request, Fields], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Works:
    """The running program as the page drives it; `happened` returns the timeline, (aware UTC, sentence) in any order."""

    handle: Handle
    next_due: NextDue
    tick: Tick
    drain: Drain
    happened: Happened


def routes(world: SandboxWorld, *, works: Works) -> list[web.RouteDef]:
    """Return the page at `/demo` and all it posts to. After each post the outbox is drained, so its results show."""
    page = Page(world, works)

    def press(path: str, act: Act) -> web.RouteDef:
        async def answer(request: web.Request) -> web.Response:
            fields = await posted(request)
            await page.remember()
            try:
                anchor = await act(request, fields)
            except Permanent as error:
                raise web.HTTPNotFound(text=f"That cannot be done: {error}.") from error
            await works.drain()
            query = Choice.read(request.query).after()
            return web.Response(status=303, headers={**HEADERS, "Location": f"{PATH}{query}#{anchor}"})

        return web.post(f"{PATH}/{path}", answer)

    return [
        web.get(PATH, page.show),
        *served(PATH),
        web.get(PATH + "/mail/{number:[0-9]{1,12}}", page.frame),
        web.get(PATH + "/mail/{number:[0-9]{1,12}}/invite.ics", page.invitation),
        press("chat/{user}/type", page.type),
        press("chat/{user}/press", page.press),
        press("chat/{user}/submit", page.submit),
        press("chat/{user}/close", page.close),
        press("chat/{user}/home", page.home),
        press("ats/{application}/move", page.move),
        press("ats/{application}/decide", page.decide),
        press("calendar/{owner}/block", page.block),
        press("calendar/{owner}/free", page.free),
        press("clock", page.wind),
    ]


class Page:
    """Each act changes the sandbox or asks the core, and returns the part of the page to come back to."""

    def __init__(self, world: SandboxWorld, works: Works) -> None:
        self._world = world
        self._works = works
        self._desk = Desk(world.chat, handle=works.handle)
        self._mark = Mark()

    async def show(self, request: web.Request) -> web.Response:
        happened, due = await self._works.happened(), await self._works.next_due()
        choice = Choice.read(request.query)
        text = await drawn(self._world, happened=happened, due=due, choice=choice, mark=self._mark)
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    async def remember(self) -> None:
        """Note how far the world has come: what the next press brings is new."""
        self._mark = await mark(self._world)

    async def frame(self, request: web.Request) -> web.Response:
        """Serve a mail's HTML by itself, where it can do nothing but open links in a new tab."""
        text = post.frame(await self._mail(request))
        if not text:
            raise web.HTTPNotFound(text="That mail has no HTML.")
        return web.Response(text=text, content_type="text/html", headers=FRAME_HEADERS)

    async def invitation(self, request: web.Request) -> web.Response:
        body = post.invitation(await self._mail(request))
        if not body:
            raise web.HTTPNotFound(text="That mail has no invitation.")
        headers = {**HEADERS, "Content-Disposition": "attachment; filename=invite.ics"}
        return web.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)

    async def type(self, request: web.Request, fields: Fields) -> str:
        user = _user(request)
        await self._desk.typed(user, fields.get("text", ""))
        return f"chat-{user}"

    async def press(self, request: web.Request, fields: Fields) -> str:
        user = _user(request)
        await self._desk.pressed(user, fields.get("action", ""), line=fields.get("line", ""))
        return f"chat-{user}"

    async def submit(self, request: web.Request, fields: Fields) -> str:
        user = _user(request)
        await self._desk.submitted(user, fields)
        return f"chat-{user}"

    async def close(self, request: web.Request, fields: Fields) -> str:
        user = _user(request)
        await self._desk.closed(user, fields)
        return f"chat-{user}"

    async def home(self, request: web.Request, fields: Fields) -> str:
        user = _user(request)
        await self._works.handle(HomeOpened(account(user)))
        return f"home-{user}"

    async def move(self, request: web.Request, fields: Fields) -> str:
        await self._world.ats.advance(request.match_info["application"], stage=fields.get("stage", ""))
        await self._world.ats.deliver(self._works.handle)
        return "ats"

    async def decide(self, request: web.Request, fields: Fields) -> str:
        try:
            status = Status(fields.get("status", ""))
        except ValueError as error:
            raise web.HTTPBadRequest(text="There is no such status.") from error
        await self._world.ats.decide(request.match_info["application"], status=status)
        await self._world.ats.deliver(self._works.handle)
        return "ats"

    async def block(self, request: web.Request, fields: Fields) -> str:
        owner = _owner(request)
        title = fields.get("title", "").strip()[:TITLE_LIMIT] or "Busy"
        await self._world.calendar.put_busy(owner.email, _block(fields, zone_name=owner.zone), title=title)
        return f"calendar-{owner.key}"

    async def free(self, request: web.Request, fields: Fields) -> str:
        owner = _owner(request)
        if not fields.get("event"):
            raise web.HTTPBadRequest(text="Say which event.")
        await self._world.calendar.remove(owner.email, kept=fields["event"])
        return f"calendar-{owner.key}"

    async def wind(self, request: web.Request, fields: Fields) -> str:
        works, now = self._works, self._world.clock()
        to = await self._instant(fields.get("to", ""), now=now)
        await self._world.forward(max(to, now), next_due=works.next_due, tick=works.tick, drain=works.drain)
        return "top"

    async def _instant(self, word: str, *, now: datetime) -> datetime:
        match word:
            case "two-hours":
                return now + TWO_HOURS
            case "morning":
                return _morning(now)
            case "event":
                return await self._works.next_due() or now
            case _:
                raise web.HTTPBadRequest(text="The clock can go two hours on, to the next morning or the next event.")

    async def _mail(self, request: web.Request) -> Delivered:
        mail = await self._world.mailer.get(request.match_info["number"])
        if mail is None:
            raise web.HTTPNotFound(text="There is no such mail.")
        return mail


def _user(request: web.Request) -> str:
    user = request.match_info["user"]
    if user not in USERS:
        raise web.HTTPNotFound(text="Nobody of that name is in this chat.")
    return user


def _owner(request: web.Request) -> Owner:
    owner = OWNERS.get(request.match_info["owner"])
    if owner is None:
        raise web.HTTPNotFound(text="There is no such calendar.")
    return owner


def _block(fields: Fields, *, zone_name: str) -> Interval:
    """Read a local start and a length in minutes; raises HTTPBadRequest for anything else."""
    try:
        start = datetime.fromisoformat(fields.get("starts", ""))
        minutes = int(fields.get("minutes", ""))
        if start.tzinfo is not None or not 0 < minutes <= LONGEST_BLOCK:
            raise ValueError("a local time, and at most a day")
        begins = at(start.date(), start.time(), zone=zone(zone_name))
        return Interval(begins, begins + timedelta(minutes=minutes))
    except (ValueError, OverflowError) as error:
        raise web.HTTPBadRequest(text="Give a start such as 2026-03-02T14:00 and a length in minutes.") from error


def _morning(now: datetime) -> datetime:
    """The next 09:00 of the house."""
    today = local_day(now, zone=HOUSE)
    first = at(today, MORNING, zone=HOUSE)
    return first if first > now else at(today + timedelta(days=1), MORNING, zone=HOUSE)
