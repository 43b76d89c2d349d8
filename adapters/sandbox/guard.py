"""What protects the demo's page: posts only from the page itself, small bodies, and no script or style but its own."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

LARGEST = 64 * 1024  # bytes of a posted form
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; "
        "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would hide the Origin of our own posts
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
FRAME_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a post comes from our own page (https://www.w3.org/TR/fetch-metadata/, and Origin where that is missing)."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    try:
        return urlsplit(headers.get("Origin", "")).netloc == headers.get("Host")
    except ValueError:
        return False


async def posted(request: web.Request) -> Mapping[str, str]:
    """Return the fields of a form that our own page sent.

    Raises HTTPForbidden for another site's, HTTPUnsupportedMediaType or HTTPBadRequest for what no form sends, and
    HTTPRequestEntityTooLarge.
    """
    if not same_origin(request.headers):
        raise web.HTTPForbidden(text="This can only be pressed on the demo's own page.")
    charset = (request.charset or "utf-8").lower()  # others can spell what no page can show
    if request.content_type != "application/x-www-form-urlencoded" or charset != "utf-8":
        raise web.HTTPUnsupportedMediaType(text="Send an ordinary form.")
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=request.content_length or 0)
    try:
        fields = await request.clone(client_max_size=LARGEST).post()
    except ValueError as error:
        raise web.HTTPBadRequest(text="That form does not read.") from error
    return {name: value for name, value in fields.items() if isinstance(value, str)}
