"""The pages that people sign in to, and the links that let them in, once.

A session is a random secret in a cookie; the core knows its hash alone. While a browser has one, every form of ours
carries a second word made of it, which no other site can know.
"""

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from adapters.web import kindly
from adapters.web.answered import page_of, page_response, reader_of
from adapters.web.draw import Reader
from adapters.web.look import Look
from adapters.web.posted import NotAForm, form, step
from bot.domain.rooms import KEY, STAYS, Door, Room, verify_pass
from bot.domain.token import Forged
from bot.inbound import PassOpened, PassPosted, RoomOpened, RoomPosted
from bot.pages import Page
from bot.ports import Handle, Links, Permanent, Summarise, Transient
from bot.reply import Enter, FormErrors
from bot.say.debrief import by_machine

log = logging.getLogger(__name__)

COOKIE = "usher"
SECURE_COOKIE = "__Host-usher"
"""Over https: browsers take a cookie of this prefix only from this very host, secure, for all of its paths."""
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Secret:
    """What a browser has, if it is signed in: `key` is what the core knows of it, `csrf` what its forms must carry."""

    text: str

    @classmethod
    def fresh(cls) -> "Secret":
        return cls(secrets.token_urlsafe(32))

    @property
    def key(self) -> str:
        return hashlib.sha256(b"usher session " + self.text.encode()).hexdigest() if self.text else ""

    @property
    def csrf(self) -> str:
        return hmac.new(self.text.encode(), b"usher form", hashlib.sha256).hexdigest() if self.text else ""


@dataclass(frozen=True, slots=True)
class SignedInPages:
    """Everything behind a session. `keys` are those that links were ever signed with; `secure`: people come by https.

    `summarise` may group what people wrote on a page, for its reader alone; None groups nothing.
    """

    handle: Handle
    keys: Sequence[bytes]
    look: Look
    links: Links
    secure: bool
    summarise: Summarise | None = None

    def routes(self) -> tuple[web.RouteDef, ...]:
        rooms = [route for room in Room for route in self._room(room)]
        return (web.get("/in/{token}", self.link_opened), web.post("/in/{token}", self.link_posted), *rooms)

    def _room(self, room: Room) -> tuple[web.RouteDef, ...]:
        path = f"/{room}/{{about}}"
        return web.get(path, self._opening(room)), web.post(path, self._posting(room))

    # --- the link that lets somebody in

    async def link_opened(self, request: web.Request) -> web.Response:
        """GET and HEAD: scanners and previews follow links, so this only ever shows *Continue*."""
        secret = self._secret(request)
        reader = reader_of(request, look=self.look, csrf=secret.csrf)
        try:
            given = verify_pass(request.match_info["token"], keys=self.keys)
        except Forged:
            return self._drawn(kindly.no_way_in(), reader=replace(reader, step=""))
        return self._drawn(page_of(await self.handle(PassOpened(given, secret.key))), reader=replace(reader, step=""))

    async def link_posted(self, request: web.Request) -> web.Response:
        """POST: use the link up, and keep the browser signed in."""
        secret, fresh = self._secret(request), Secret.fresh()
        reader = replace(reader_of(request, look=self.look, csrf=secret.csrf), step="")
        try:
            given = verify_pass(request.match_info["token"], keys=self.keys)
            pressed, _ = await _pressed(request, secret=secret)
        except Forged:
            return self._drawn(kindly.no_way_in(), reader=reader)
        except NotAForm as fault:
            return self._refused(fault, reader=reader)
        reply = await self.handle(PassPosted(given, pressed, secret.key, fresh.key))
        if isinstance(reply, Enter):
            return self._entered(reply, fresh=fresh)
        return self._drawn(page_of(reply), reader=reader)

    # --- the pages behind it

    def _opening(self, room: Room) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def opened(request: web.Request) -> web.Response:
            secret = self._secret(request)
            reader = reader_of(request, look=self.look, csrf=secret.csrf)
            asked = RoomOpened(_door(room, request), secret.key, reader.zone, reader.step)
            return self._drawn(await self._summed_up(page_of(await self.handle(asked))), reader=reader)

        return opened

    def _posting(self, room: Room) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def posted(request: web.Request) -> web.Response:
            secret, at = self._secret(request), _door(room, request)
            reader = reader_of(request, look=self.look, csrf=secret.csrf)
            try:
                pressed, values = await _pressed(request, secret=secret)
            except NotAForm as fault:
                return self._refused(fault, reader=reader)
            reply = await self.handle(RoomPosted(at, secret.key, pressed, values, reader.zone))
            if isinstance(reply, FormErrors):
                reader = replace(reader, pressed=pressed, answers=values, errors=reply.errors)
                again = await self.handle(RoomOpened(at, secret.key, reader.zone, reader.step))
                page = replace(page_of(again), status=HTTPStatus.UNPROCESSABLE_ENTITY)
                return self._drawn(page, reader=reader)
            return self._drawn(page_of(reply), reader=replace(reader, step=""))

        return posted

    # --- over the wire

    @property
    def _cookie(self) -> str:
        return SECURE_COOKIE if self.secure else COOKIE

    def _secret(self, request: web.Request) -> Secret:
        said = request.cookies.get(self._cookie, "")
        return Secret(said if SECRET.fullmatch(said) else "")

    def _entered(self, reply: Enter, *, fresh: Secret) -> web.Response:
        """Lead on to a page of ours, by a relative address, so that it holds behind any proxy."""
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": f"..{reply.door.path}"})
        if reply.session == fresh.key:
            response.set_cookie(
                self._cookie,
                fresh.text,
                max_age=int(STAYS.total_seconds()),
                path="/",
                httponly=True,
                samesite="Lax",
                secure=self.secure,
            )
        return response

    async def _summed_up(self, page: Page) -> Page:
        """Return the page with what a machine made of it, where there is one and it answers."""
        if self.summarise is None or not page.said:
            return page
        try:
            section = by_machine(await self.summarise(page.said), texts=page.said)
        except (Transient, Permanent) as fault:
            log.warning("summary_failed", extra={"why": str(fault)})
            return page
        return page if section is None else replace(page, sections=(*page.sections, section))

    def _refused(self, fault: NotAForm, *, reader: Reader) -> web.Response:
        log.info("form refused", extra={"status": fault.page.status})
        return self._drawn(fault.page, reader=reader)

    def _drawn(self, page: Page, *, reader: Reader) -> web.Response:
        return page_response(page, look=self.look, links=self.links, reader=reader)


async def _pressed(request: web.Request, *, secret: Secret) -> tuple[str, Mapping[str, str]]:
    """Return what was pressed and the fields beside it; raises NotAForm, also for a form without its browser's word."""
    fields = await form(request)
    if not hmac.compare_digest(fields.get("csrf", "").encode(), secret.csrf.encode()):
        raise NotAForm(kindly.reopened())
    return step({name: value for name, value in fields.items() if name != "csrf"})


def _door(room: Room, request: web.Request) -> Door:
    about = request.match_info["about"]
    if not KEY.fullmatch(about):
        raise web.HTTPNotFound
    return Door(room, about)
