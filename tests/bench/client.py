"""Clients on loopback: prepared requests over kept connections, so lean that it is the server that is measured."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Lap:
    """How long all requests took together, and each by itself, in seconds; and the bodies of the answers."""

    seconds: float
    each: tuple[float, ...]
    said: tuple[bytes, ...] = field(repr=False)

    @property
    def rate(self) -> float:
        return len(self.each) / self.seconds


Answer = tuple[float, bytes]


class WrongAnswer(Exception):
    """A contestant did not do what it was asked; its time would mean nothing."""


def post(path: str, body: bytes, *, kind: str, headers: dict[str, str]) -> bytes:
    """Return a request as bytes."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def lap(port: int, requests: Sequence[bytes], *, clients: int) -> Lap:
    """Send every request once, `clients` at a time; raises WrongAnswer for anything but 200."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    left = iter(requests)
    began = perf_counter()
    taken = await asyncio.gather(*(_one(reader, writer, left) for reader, writer in connections))
    seconds = perf_counter() - began
    for _, writer in connections:
        writer.close()
        await writer.wait_closed()
    answers = [answer for given in taken for answer in given]
    return Lap(seconds, tuple(time for time, _ in answers), tuple(body for _, body in answers))


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: Iterator[bytes]) -> list[Answer]:
    answers = []
    for request in left:
        began = perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        answers.append((perf_counter() - began, body))
        if not head.startswith(b"HTTP/1.1 200"):
            raise WrongAnswer(f"{head[:40]!r} {body[:300]!r}")
    return answers


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
