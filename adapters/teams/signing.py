"""What Microsoft signs requests with, as its own documents tell it (openid.net/specs/openid-connect-discovery-1_0.html)."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.ports import Transient

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


async def signing_keys(session: ClientSession, url: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the RSA keys that the document at `url` leads to, by their ids. Raises Transient, waits as long as it takes."""
    try:
        about = await _get(session, url)
        keys = (await _get(session, str(about["jwks_uri"])))["keys"]
        usable = {str(key["kid"]): key for key in keys if key.get("kty") == "RSA" and isinstance(key["kid"], str)}
    except (ClientError, TimeoutError, OSError, *UNREADABLE) as error:
        raise Transient(f"no keys, {type(error).__name__}") from None
    if not usable:
        raise Transient("no keys, the list is empty")
    return usable


async def _get(session: ClientSession, url: str) -> Any:
    async with session.get(url, raise_for_status=True) as answer:
        return await answer.json(content_type=None)
