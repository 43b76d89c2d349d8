"""One HTTP session for everything that calls out, so that connections are shared and no call waits for ever."""

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

PATIENCE = ClientTimeout(total=20, connect=5, sock_read=15)  # seconds; a lease in the outbox outlasts `total`


def session() -> ClientSession:
    """Return the session that the composition root makes once, hands to every adapter and closes at the end.

    It keeps no cookies and answers with the status as it is: each adapter judges by its own table what passes and what
    is final. A vendor who needs more patience gives its own `timeout` with the call. Must be made inside the event loop.
    """
    return ClientSession(
        connector=TCPConnector(limit=100, limit_per_host=20),
        timeout=PATIENCE,
        cookie_jar=DummyCookieJar(),
        headers={"User-Agent": "Usher"},
    )
