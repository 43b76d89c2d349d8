"""The stand-in's end of Socket Mode: addresses that are good once, envelopes, and what is acknowledged."""

import asyncio
import itertools
import json
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.standins.slack_person import Json
from tests.standins.slack_workspace import Refused

SILENCE = 3.0  # seconds after which Slack counts an envelope as lost
PATIENCE = 20.0  # seconds after which a test gives up


class Sockets:
    """`on` is whether the app has a line to us; `patience` is how long an envelope waits for its acknowledgement."""

    token = "xapp-1-stand-in"

    def __init__(self) -> None:
        self.lines: list[web.WebSocketResponse] = []
        self.sent: list[Json] = []
        self.connected = asyncio.Event()
        self.patience = SILENCE
        self.turned_away = 0
        """How many connections are refused from now on; each uses its address up."""
        self._transports: list[asyncio.Transport] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)

    @property
    def on(self) -> bool:
        return bool(self.lines)

    async def stand(self) -> None:
        """Wait until the app has opened a line since `connected` was last cleared; raises TimeoutError if it does not."""
        await asyncio.wait_for(self.connected.wait(), PATIENCE)

    def opened(self, authorization: str, *, origin: str) -> Json:
        """`apps.connections.open`."""
        if authorization != f"Bearer {self.token}":
            raise Refused("invalid_auth" if authorization else "not_authed")
        ticket = f"t{next(self._numbers)}"
        self._tickets.add(ticket)
        return {"url": f"{origin.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    async def line(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404)
        self._tickets.remove(ticket)
        if self.turned_away:
            self.turned_away -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0USHER"}})
        self.lines.append(socket)
        if request.transport is not None:
            self._transports.append(request.transport)
        self.connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
        self.lines.remove(socket)
        return socket

    async def sends(self, body: bytes, *, content_type: str) -> tuple[int, str]:
        """Send what would be an HTTP request as an envelope; returns as if it had been one, 0 for silence."""
        kind, payload = _enveloped(body, content_type=content_type)
        answer = self.send(kind, payload)
        try:
            told = await asyncio.wait_for(answer, self.patience)
        except TimeoutError:
            return 0, ""
        return 200, json.dumps(told["payload"]) if told.get("payload") else ""

    def send(self, kind: str, payload: Json) -> "asyncio.Future[Json]":
        """Send an envelope down the newest line; the future is its acknowledgement."""
        envelope = {
            "envelope_id": f"e{next(self._numbers)}",
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        self.sent.append(envelope)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = answer
        self._sending = asyncio.ensure_future(self.says(envelope))
        return answer

    async def says(self, message: Json) -> None:
        """Send any message down the newest line, as Slack does for `disconnect`."""
        await self.lines[-1].send_json(message)

    def cut(self) -> None:
        """Every line breaks without a word."""
        for transport in self._transports:
            transport.abort()

    async def end(self) -> None:
        for line in tuple(self.lines):
            await line.close()

    def _acknowledged(self, told: Json) -> None:
        answer = self._waiting.pop(told.get("envelope_id", ""), None)
        if answer is not None and not answer.done():
            answer.set_result(told)


def _enveloped(body: bytes, *, content_type: str) -> tuple[str, Json]:
    if content_type == "application/json":
        return "events_api", json.loads(body)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return ("interactive", json.loads(form["payload"])) if "payload" in form else ("slash_commands", form)
