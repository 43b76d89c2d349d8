"""The candidate's page: a signed link opened (which changes nothing), or a form on it sent."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from adapters.web import kindly
from adapters.web.draw import Reader, draw
from adapters.web.look import Look, content_policy
from adapters.web.when import regional
from adapters.web.zones import known
from bot.domain.token import Claim, Forged, verify
from bot.inbound import PageOpened, PagePosted
from bot.pages import Page
from bot.ports import Handle, Links
from bot.reply import FormErrors, Nothing, Redraw, Refuse, Reply, Say, Show

log = logging.getLogger(__name__)

LONGEST_FORM = 16 * 1024  # bytes, as sent
MOST_FIELDS = 20
LONGEST_WORD = 60  # characters of a step's or a field's name
FORM = "application/x-www-form-urlencoded"


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
        reader = _reader(request, look=self.look)
        try:
            claim = verify(request.match_info["token"], keys=self.keys)
        except Forged:
            return self._drawn(kindly.forged(), reader=replace(reader, step=""))
        return self._drawn(_page(await self._open(claim, reader=reader)), reader=reader)

    async def posted(self, request: web.Request) -> web.Response:
        """POST: one step with its fields. Sending the same twice is for the core to see; here every try is handed on."""
        reader = _reader(request, look=self.look)
        try:
            claim = verify(request.match_info["token"], keys=self.keys)
            step, values = _step(await _form(request))
        except Forged:
            return self._drawn(kindly.forged(), reader=replace(reader, step=""))
        except NotAForm as fault:
            log.info("form refused", extra={"status": fault.page.status})
            return self._drawn(fault.page, reader=reader)
        reply = await self.handle(PagePosted(claim, step, values, zone=reader.zone))
        if isinstance(reply, FormErrors):
            reader = replace(reader, pressed=step, answers=values, errors=reply.errors)
            page = _page(await self._open(claim, reader=reader))
            return self._drawn(replace(page, status=HTTPStatus.UNPROCESSABLE_ENTITY), reader=reader)
        return self._drawn(_page(reply), reader=replace(reader, step=""))

    async def _open(self, claim: Claim, *, reader: Reader) -> Reply:
        return await self.handle(PageOpened(claim, zone=reader.zone, step=reader.step))

    def _drawn(self, page: Page, *, reader: Reader) -> web.Response:
        return page_response(page, look=self.look, links=self.links, reader=reader)


class NotAForm(Exception):
    """What came in is no form of ours; `page` is what its sender sees."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title)
        self.page = page


def page_response(page: Page, *, look: Look, links: Links, reader: Reader) -> web.Response:
    """Return a page as an HTTP response, under the policy that allows its own style and nothing else."""
    html = draw(page, look=look, links=links, reader=reader)
    return web.Response(
        body=html.encode("utf-8", "replace"),  # half a surrogate pair in a name must not cost the page
        status=page.status,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Security-Policy": content_policy(look)},
    )


def _page(reply: Reply) -> Page:
    match reply:
        case Show(page):
            return page
        case Refuse():
            return kindly.refused(reply)
        case Say(card) | Redraw(card):
            return Page(card.title, card.blocks)
        case Nothing():
            return kindly.settled()
        case FormErrors(errors):
            return kindly.refused(Refuse(" ".join(errors.values())))
        case _:
            raise TypeError(f"a page cannot show {type(reply).__name__}")


def _reader(request: web.Request, *, look: Look) -> Reader:
    zone, step = request.query.get("zone", ""), request.query.get("step", "")
    return Reader(
        locale=regional(request.headers.get("Accept-Language", ""), locale=look.language),
        zone=zone if zone in known() else "",
        step=step if _is_word(step) else "",
        strange_zone=bool(zone) and zone not in known(),
    )


async def _form(request: web.Request) -> Mapping[str, str]:
    """Return the fields that were sent; raises NotAForm, before reading the body wherever that can be told without."""
    if _from_elsewhere(request.headers):
        raise NotAForm(kindly.elsewhere())
    if request.content_type != FORM or (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise NotAForm(kindly.unreadable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE))
    if (request.content_length or 0) > LONGEST_FORM:
        raise NotAForm(kindly.too_long())
    try:
        raw = await request.clone(client_max_size=LONGEST_FORM).read()
    except web.HTTPRequestEntityTooLarge as error:
        raise NotAForm(kindly.too_long()) from error
    except web.RequestPayloadError as error:
        raise NotAForm(kindly.unreadable()) from error
    return _fields(raw)


def _fields(raw: bytes) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise NotAForm(kindly.unreadable()) from error
    fields = {name: _text(value) for name, value in pairs}
    if len(fields) != len(pairs) or not all(map(_is_word, fields)):
        raise NotAForm(kindly.unreadable())
    return fields


def _step(fields: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    step = fields.get("step", "")
    if not _is_word(step):
        raise NotAForm(kindly.unreadable())
    return step, {name: value for name, value in fields.items() if name != "step"}


def _text(value: str) -> str:
    """A value with plain line ends and without the control characters that word processors leave behind."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or (ord(letter) >= 32 and letter != "\x7f"))


def _is_word(text: str) -> bool:
    return len(text) <= LONGEST_WORD and text.isascii() and text.replace("-", "_").isidentifier()


def _from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that another site sent this.

    Sec-Fetch-Site decides where there is one. Under `Referrer-Policy: no-referrer` a browser sends `Origin: null` for
    our own forms too (https://fetch.spec.whatwg.org/#append-a-request-origin-header), so null says nothing.
    """
    site = headers.get("Sec-Fetch-Site", "").lower()
    if site:
        return site not in {"same-origin", "none"}
    origin = headers.get("Origin", "null")
    hosts = {headers.get("Host", "").lower(), headers.get("X-Forwarded-Host", "").lower()}
    return origin != "null" and urlsplit(origin).netloc.lower() not in hosts
