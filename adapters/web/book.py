"""The candidate's page: a signed link opened (which changes nothing), or a form on it sent."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from adapters.web import kindly
from adapters.web.answered import page_of, page_response, reader_of
from adapters.web.draw import Reader
from adapters.web.look import Look
from adapters.web.posted import NotAForm, form, step
from bot.domain.token import Claim, Forged, verify
from bot.inbound import PageOpened, PagePosted
from bot.pages import Page
from bot.ports import Handle, Links
from bot.reply import FormErrors, Reply

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BookingPage:
    """Everything that `/book/{token}` needs; `keys` are those that links were ever signed with, the present one first."""

    handle: Handle
    keys: Sequence[bytes]
    look: Look
    links: Links

    def routes(self) -> tuple[web.RouteDef, ...]:
        return (web.get("/book/{token}", self.opened), web.post("/book/{token}", self.posted))

    async def opened(self, request: web.Request) -> web.Response:
        """GET and HEAD: mail scanners follow links, so this only ever asks."""
        reader = reader_of(request, look=self.look)
        try:
            claim = verify(request.match_info["token"], keys=self.keys)
        except Forged:
            return self._drawn(kindly.forged(), reader=replace(reader, step=""))
        return self._drawn(page_of(await self._open(claim, reader=reader)), reader=reader)

    async def posted(self, request: web.Request) -> web.Response:
        """POST: one step with its fields. Sending the same twice is for the core to see; here every try is handed on."""
        reader = reader_of(request, look=self.look)
        try:
            claim = verify(request.match_info["token"], keys=self.keys)
            pressed, values = step(await form(request))
        except Forged:
            return self._drawn(kindly.forged(), reader=replace(reader, step=""))
        except NotAForm as fault:
            log.info("form refused", extra={"status": fault.page.status})
            return self._drawn(fault.page, reader=reader)
        reply = await self.handle(PagePosted(claim, pressed, values, zone=reader.zone))
        if isinstance(reply, FormErrors):
            reader = replace(reader, pressed=pressed, answers=values, errors=reply.errors)
            page = page_of(await self._open(claim, reader=reader))
            return self._drawn(replace(page, status=HTTPStatus.UNPROCESSABLE_ENTITY), reader=reader)
        return self._drawn(page_of(reply), reader=replace(reader, step=""))

    async def _open(self, claim: Claim, *, reader: Reader) -> Reply:
        return await self.handle(PageOpened(claim, zone=reader.zone, step=reader.step))

    def _drawn(self, page: Page, *, reader: Reader) -> web.Response:
        return page_response(page, look=self.look, links=self.links, reader=reader)
