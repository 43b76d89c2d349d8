"""The way in from the sandbox chat: what people type, press and submit becomes an Inbound, its Reply is shown to them."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.sandbox.chat import SandboxChat, account
from bot.actions import Action, FormAction
from bot.codec import Unreadable, decode
from bot.domain.conversation import Conversation
from bot.domain.people import Account
from bot.inbound import Drafted, Pressed, Said, Submitted, Typed
from bot.ports import Handle, Permanent, Posted
from bot.reply import Enter, FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say, Show

VALUE = "value."  # what a form's own fields begin with on the wire
CALLED = re.compile(r"[/@]usher\b\s*", re.IGNORECASE)
LONGEST = 1000  # characters of one command
TOO_LONG = f"That was longer than {LONGEST} characters, so I didn't read it. Please say it in fewer words."


class Desk:
    """Delivers each reply as chat platforms do: at once, to the person who asked, or on the card they pressed."""

    def __init__(self, chat: SandboxChat, *, handle: Handle) -> None:
        self._chat = chat
        self._handle = handle

    async def typed(self, user: str, text: str) -> None:
        """Take a command ("/usher status Ada"), or words of their own, which are answered in the pane as a conversation is.

        Nothing typed does nothing.
        """
        said, to = " ".join(text.split()), account(user)
        if not said:
            return
        delivery = await self._chat.typed(to, said[:LONGEST])
        if len(said) > LONGEST:
            await self._chat.whisper(to, TOO_LONG)
            return
        called = CALLED.match(said)
        if called:
            await self._answer(to, await self._handle(Typed(to, said[called.end() :], delivery=delivery)))
        else:
            await self._handle(Said(to, said, Conversation(user), delivery))

    async def pressed(self, user: str, action: str, *, line: str) -> None:
        """Take a button on the line called `line`; one that cannot be read is pressed all the same, as an old one."""
        to = account(user)
        await self._answer(to, await self._handle(Pressed(to, _read(action, Action))), line=line)

    async def submitted(self, user: str, fields: Mapping[str, str]) -> None:
        """Take a form; it stays open with what was wrong or refused, and closes on any other answer."""
        to = account(user)
        values = _held(fields)
        reply = await self._handle(Submitted(to, _read(fields.get("action", ""), FormAction), values))
        match reply:
            case FormErrors(errors) if await self._chat.object(to, values=values, errors=errors):
                return
            case Refuse(text, None) if await self._chat.object(to, values=values, errors={"": text}):
                return
        await self._chat.close(to)
        await self._answer(to, reply)

    async def closed(self, user: str, fields: Mapping[str, str]) -> None:
        """Close a form unsent; what was written in it, if anything, is handed over to be kept."""
        to, values = account(user), _held(fields)
        action = _read(fields.get("action", ""), FormAction)
        await self._chat.close(to)
        if action is not None and any(values.values()):
            await self._handle(Drafted(to, action, values))

    async def _answer(self, to: Account, reply: Reply, *, line: str = "") -> None:
        match reply:
            case Say(card):
                await self._chat.whisper(to, "", card=card)
            case Open(form) | NextForm(form):
                await self._chat.open(to, form)
            case FormErrors(errors):
                await self._chat.whisper(to, " ".join(errors.values()))
            case Redraw(card):
                try:
                    await self._chat.redraw(to, Posted(to.user, line), card)
                except Permanent:
                    await self._chat.whisper(to, "", card=card)
            case Refuse(text, card):
                await self._chat.whisper(to, text, card=card)
            case Show() | Enter() | Nothing():
                return


def _held(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what a form's own fields hold."""
    return {name.removeprefix(VALUE): value for name, value in fields.items() if name.startswith(VALUE)}


def _read(text: str, kind: Any) -> Any:
    """Return the action that a button carries, or None for one that this program does not know."""
    try:
        return decode(text, kind)
    except Unreadable:
        return None
