"""The demo's page: everything the sandbox shows, and every way in that a person has, as plain forms without a script."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from aiohttp import web

from adapters.sandbox import post
from adapters.sandbox.chat import account
from adapters.sandbox.clock import Drain, NextDue, Tick
from adapters.sandbox.coming import Coming
from adapters.sandbox.desk import Desk
from adapters.sandbox.diary import Diary, Touched, untold
from adapters.sandbox.guard import FRAME_HEADERS, HEADERS, posted
from adapters.sandbox.guide import Guide
from adapters.sandbox.mailbox import Delivered
from adapters.sandbox.served import served
from adapters.sandbox.timeline import Moment
from adapters.sandbox.view.choice import Choice
from adapters.sandbox.view.fresh import Mark, mark
from adapters.sandbox.view.house import HOUSE, USERS
from adapters.sandbox.view.page import page as drawn
from adapters.sandbox.view.panes import HOME
from adapters.sandbox.view.visit import Theme, Visit
from adapters.sandbox.world import SandboxWorld
from bot.domain.pipeline import Status
from bot.domain.policy import Policy
from bot.domain.time import at, local_day
from bot.inbound import HomeOpened
from bot.ports import Handle, Permanent

PATH = "/demo"
TWO_HOURS = timedelta(hours=2)
MORNING, WORKDAYS = time(9, 5), range(5)
LOOK, TOUR, A_YEAR = "usher-demo-look", "usher-demo-tour", 365 * 24 * 3600  # two cookies' names, seconds
SKIPPED = "skipped"

Happened = Callable[[], Awaitable[Sequence[Moment]]]
Told = Callable[[], Awaitable[Coming | None]]
Fields = Mapping[str, str]
Act = Callable[[web.Request, Fields], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Works:
    """The running program as the page drives it.

    `happened` returns the timeline, newest first; `coming` tells what people will see next, and
    `guide` leads newcomers, where there is one.
    """

    handle: Handle
    next_due: NextDue
    tick: Tick
    drain: Drain
    happened: Happened
    coming: Told
    policy: Policy
    touched: Touched = untold
    guide: Guide | None = None


def routes(world: SandboxWorld, *, works: Works) -> list[web.RouteDef]:
    """Return the page at `/demo` and all it posts to. After each post the outbox is drained, so its results show."""
    page, diary = Page(world, works), Diary(world.calendar, touched=works.touched)
    turn = asyncio.Lock()  # of one press after the other, from however many tabs

    def press(path: str, act: Act) -> web.RouteDef:
        async def answer(request: web.Request) -> web.Response:
            fields = await posted(request)
            async with turn:
                return await carried_out(request, fields)

        async def carried_out(request: web.Request, fields: Fields) -> web.Response:
            await page.remember()
            try:
                anchor = await act(request, fields)
            except Permanent as error:
                return await page.shown(request, status=404, notice=f"That cannot be done: {error}.")
            except (web.HTTPBadRequest, web.HTTPNotFound) as error:
                return await page.shown(request, status=error.status, notice=error.text or error.reason)
            await works.drain()
            query = Choice.read(request.query).query()
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
        press("chat/{user}/messages", page.messages),
        press("ats/{application}/move", page.move),
        press("ats/{application}/decide", page.decide),
        press("calendar/block", diary.block),
        press("calendar/{owner}/free", diary.free),
        press("calendar/{owner}/answer", diary.answer),
        press("clock", page.wind),
        *(press(f"tour/{name}", act) for name, act in _guided(works.guide)),
        web.post(f"{PATH}/look", page.look),
        web.post(f"{PATH}/tour", page.skip),
    ]


class Page:
    """Each act changes the sandbox or asks the core, and returns the part of the page to come back to."""

    def __init__(self, world: SandboxWorld, works: Works) -> None:
        self._world = world
        self._works = works
        self._desk = Desk(world.chat, handle=works.handle)
        self._mark = Mark()
        self._tabs: dict[str, str] = {}

    async def show(self, request: web.Request) -> web.Response:
        return await self.shown(request)

    async def shown(self, request: web.Request, *, status: int = 200, notice: str = "") -> web.Response:
        """Return the page as it stands; `notice` says on it why something could not be done."""
        works, choice = self._works, Choice.read(request.query)
        theme, touring = _theme(request.cookies.get(LOOK, "")), request.cookies.get(TOUR) != SKIPPED
        visit = Visit(choice, self._mark, theme, self._tabs, notice, touring)
        happened, coming = await works.happened(), await works.coming()
        tour = await works.guide.tour() if works.guide else None
        text = await drawn(self._world, happened=happened, coming=coming, tour=tour, visit=visit, policy=works.policy)
        return web.Response(status=status, text=text, content_type="text/html", headers=HEADERS)

    async def look(self, request: web.Request) -> web.Response:
        """Keep how the page is to look in a cookie, and return to it."""
        theme = _theme((await posted(request)).get("theme", ""))
        return _kept(request, LOOK, theme.value)

    async def skip(self, request: web.Request) -> web.Response:
        """Keep in a cookie whether the tour is shown, and return to the page."""
        show = (await posted(request)).get("show", "")
        return _kept(request, TOUR, SKIPPED if show == "no" else "")

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
        user, line = _user(request), fields.get("line", "")
        before = len(await self._world.chat.lines(user))
        await self._desk.pressed(user, fields.get("action", ""), line=line)
        if line == HOME and len(await self._world.chat.lines(user)) > before:
            self._tabs.pop(user, None)  # the answer stands among the messages
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
        self._tabs[user] = HOME
        await self._works.handle(HomeOpened(account(user)))
        return f"chat-{user}"

    async def messages(self, request: web.Request, fields: Fields) -> str:
        """Leave a Home for the messages."""
        user = _user(request)
        self._tabs.pop(user, None)
        return f"chat-{user}"

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
                return _morning(now, holidays=self._works.policy.organisation.holidays)
            case "event":
                coming = await self._works.coming()
                return now if coming is None else coming.at
            case _:
                raise web.HTTPBadRequest(text="The clock can go two hours on, to the next morning or the next event.")

    async def _mail(self, request: web.Request) -> Delivered:
        mail = await self._world.mailer.get(request.match_info["number"])
        if mail is None:
            raise web.HTTPNotFound(text="There is no such mail.")
        return mail


def _theme(word: str) -> Theme:
    return Theme(word) if word in {*Theme} else Theme.AUTO


def _kept(request: web.Request, cookie: str, value: str) -> web.Response:
    """Return to the page, with a choice kept for the next visits."""
    query = Choice.read(request.query).query()
    answer = web.Response(status=303, headers={**HEADERS, "Location": f"{PATH}{query}"})
    answer.set_cookie(cookie, value, max_age=A_YEAR, path=PATH, httponly=True, samesite="Strict")
    return answer


def _user(request: web.Request) -> str:
    user = request.match_info["user"]
    if user not in USERS:
        raise web.HTTPNotFound(text="Nobody of that name is in this chat.")
    return user


def _guided(guide: Guide | None) -> Sequence[tuple[str, Act]]:
    return () if guide is None else (("wind", guide.wind), ("write", guide.write), ("decide", guide.decide))


def _morning(now: datetime, *, holidays: frozenset[date]) -> datetime:
    """Return the house's next working morning, when the digests of nine o'clock are in."""
    day = local_day(now, zone=HOUSE)
    while at(day, MORNING, zone=HOUSE) <= now or day.weekday() not in WORKDAYS or day in holidays:
        day += timedelta(days=1)
    return at(day, MORNING, zone=HOUSE)
