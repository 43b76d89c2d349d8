"""In the demo a person decides in chat, the sandbox ATS is asked, and its own web hook settles it."""

from adapters.demo import Demo, staged
from adapters.sandbox.chat import account
from adapters.sandbox.seed import SEED_CANDIDATES
from bot.actions import MoveIt
from bot.domain.access import USHER
from bot.domain.pipeline import Application, Status
from bot.inbound import Submitted, Typed
from bot.reply import Open, Say

ADA = SEED_CANDIDATES[0]


async def application(demo: Demo) -> Application:
    async with demo.usher.database.store() as work:
        found = await work.applications.by_ats("sandbox", ADA.application, viewer=USHER)
    assert found is not None
    return found


async def test_a_decision_in_chat_goes_to_the_ats_and_its_hook_settles_it() -> None:
    async with staged(prologue=False) as demo:
        rae = account("rae")
        handle = demo.usher.router.handle

        opened = await handle(Typed(rae, f"hold {ADA.name}"))
        assert isinstance(opened, Open)
        assert opened.form.action == MoveIt((await application(demo)).id, Status.ON_HOLD, was=Status.ACTIVE)
        sent = await handle(Submitted(rae, opened.form.action, {"reason": "Budget"}))
        await demo.drain()

        settled = await application(demo)
        assert isinstance(sent, Say)
        assert (settled.status, settled.pending) == (Status.ON_HOLD, None)
        assert (await demo.world.ats.read(ADA.application)).status is Status.ON_HOLD
