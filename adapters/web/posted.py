"""A form that came in from one of our pages: its fields, or why it is none of ours."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from adapters.web import kindly
from bot.pages import Page

LONGEST_FORM = 16 * 1024  # bytes, as sent
MOST_FIELDS = 20
LONGEST_WORD = 60  # characters of a step's or a field's name
FORM = "application/x-www-form-urlencoded"


class NotAForm(Exception):
    """What came in is no form of ours; `page` is what its sender sees."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title)
        self.page = page


async def form(request: web.Request) -> Mapping[str, str]:
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


def step(fields: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """Return what was pressed, and the fields beside it; raises NotAForm."""
    pressed = fields.get("step", "")
    if not is_word(pressed):
        raise NotAForm(kindly.unreadable())
    return pressed, {name: value for name, value in fields.items() if name != "step"}


def is_word(text: str) -> bool:
    """Whether a text can name a step or a field."""
    return len(text) <= LONGEST_WORD and text.isascii() and text.replace("-", "_").isidentifier()


def _fields(raw: bytes) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise NotAForm(kindly.unreadable()) from error
    fields = {name: _text(value) for name, value in pairs}
    if len(fields) != len(pairs) or not all(map(is_word, fields)):
        raise NotAForm(kindly.unreadable())
    return fields


def _text(value: str) -> str:
    """A value with plain line ends and without the control characters that word processors leave behind."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or (ord(letter) >= 32 and letter != "\x7f"))


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
