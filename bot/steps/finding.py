"""Whom the words of a command name, among those whom the asker may see; of anybody else nothing is told, not even a name."""

from difflib import SequenceMatcher

from bot.domain.access import USHER, Act, Viewer, allow, may, scope
from bot.domain.case import Applied, has_seat, is_theirs, keep_own_file
from bot.domain.ids import ApplicationId, could_be_key
from bot.domain.people import Person
from bot.domain.pipeline import Application, Candidate
from bot.domain.refusal import Refusal
from bot.ports import Work

MOST = 100
CLOSE = 0.7  # how alike a name must be to be suggested, from 0 to 1
SUGGESTED = 3
MENTIONS = 12  # words of a text that are tried as a name
AROUND = ".,;:!?()[]<>@*_“”„\"'’‘"
BEFORE = frozenset({"a", "an", "the", "of", "for", "with", "about", "on", "candidate", "interview", "call"})
SHORTEST = 3  # characters of a word that could be a name


async def find(words: str, *, act: Act, person: Person, work: Work) -> tuple[Applied, ...]:
    """Return the applications that the words name, or that have them as their key, as far as the person may do this.

    A candidate of exactly that name stands for themselves, even where the words are a part of other names too.
    """
    viewer = Viewer.person(person.id, why="command")
    key = ApplicationId(words.strip())
    likely = could_be_key(key)  # what is typed hardly ever is one: that is looked for last
    if likely and (pressed := await _by_key(key, viewer=viewer, work=work)):
        return await _permitted(pressed, act=act, person=person, work=work)
    found: tuple[Applied, ...] = ()
    for said in dict.fromkeys((words, _bare(words) or words)):
        pairs = tuple(await work.candidates.search(said, viewer=viewer, limit=MOST))
        found = await _permitted(pairs, act=act, person=person, work=work)
        if found:
            words = said
            break
    if not found and key and not likely and " " not in key:
        pressed = await _by_key(key, viewer=viewer, work=work)
        return await _permitted(pressed, act=act, person=person, work=work)
    exact = tuple(each for each in found if _same(each.candidate.name, words))
    return exact or found


async def _by_key(key: ApplicationId, *, viewer: Viewer, work: Work) -> tuple[tuple[Candidate, Application], ...]:
    application = await work.applications.get(key, viewer=viewer)
    candidate = await work.candidates.get(application.candidate, viewer=viewer) if application else None
    return ((candidate, application),) if application and candidate else ()


async def one(application: ApplicationId, *, act: Act, person: Person, work: Work) -> Applied:
    """Return the application of a button or form; raises Refusal where it is gone, or not the person's to do this with."""
    viewer = Viewer.person(person.id, why=act.value)
    known = await work.applications.get(application, viewer=viewer)
    candidate = await work.candidates.get(known.candidate, viewer=viewer) if known else None
    opening = await work.openings.get(known.opening) if known else None
    if known is None or candidate is None or opening is None:
        raise Refusal("I no longer have this candidate. “status” and a name show whom there is.")
    allow(person, act, opening=opening)
    keep_own_file(candidate, person=person)
    return Applied(candidate, known, opening)


async def nobody(words: str, *, act: Act, person: Person, work: Work) -> Refusal:
    """Return the refusal for words that name nobody, with the names that were probably meant."""
    near = await meant(words, act=act, person=person, work=work)
    return Refusal(f"I find nobody called “{words.strip()[:60]}” among the candidates you can see.{near}")


async def meant(words: str, *, act: Act, person: Person, work: Work) -> str:
    """Return the question after names that were probably meant, to follow a sentence; empty where none is close."""
    names = await _close_names(words, act=act, person=person, work=work)
    return f" Did you mean {' or '.join(names)}?" if names else ""


async def mentioned(text: str, *, act: Act, person: Person, work: Work) -> tuple[Applied, ...]:
    """Return the applications of candidates named in the first words of a text: by whole name, else by a part of it."""
    words = [word.strip(".,;:!?()[]“”\"'’").casefold() for word in text.split()]
    tried = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST][:MENTIONS]
    pairs: dict[ApplicationId, tuple[Candidate, Application]] = {}
    for word in tried:
        for candidate, application in await work.candidates.search(word, viewer=USHER, limit=20):
            if word in candidate.name.casefold().split():
                pairs[application.id] = (candidate, application)
    said = f" {' '.join(words)} "
    by_name = tuple(pair for pair in pairs.values() if f" {' '.join(pair[0].name.casefold().split())} " in said)
    return await _permitted(by_name or tuple(pairs.values()), act=act, person=person, work=work)


async def _permitted(
    pairs: tuple[tuple[Candidate, Application], ...], *, act: Act, person: Person, work: Work
) -> tuple[Applied, ...]:
    found = []
    for candidate, application in pairs:
        opening = await work.openings.get(application.opening)
        if opening is None or is_theirs(candidate, person=person):
            continue
        if may(person, act, opening=opening) or await _seated(application, act=act, person=person, work=work):
            found.append(Applied(candidate, application, opening))
    return tuple(found)


async def _seated(application: Application, *, act: Act, person: Person, work: Work) -> bool:
    """Whether a seat in the application's newest interview lets the person see it."""
    if act is not Act.SEE_RECORD or scope(person, act) is None:
        return False
    interview = await work.interviews.latest(application.id)
    return interview is not None and has_seat(interview, person.id)


async def _close_names(words: str, *, act: Act, person: Person, work: Work) -> tuple[str, ...]:
    """Return names like the words, best first; whoever the person may not see is not among them."""
    near = await work.candidates.spelt_like(words, viewer=USHER)
    alike = sorted(near, key=lambda pair: -likeness(words, pair[0].name))
    close = [pair for pair in alike if likeness(words, pair[0].name) >= CLOSE]
    names: dict[str, None] = {}
    for pair in close:
        if len(names) < SUGGESTED and await _permitted((pair,), act=act, person=person, work=work):
            await work.candidates.get(pair[0].id, viewer=Viewer.person(person.id, why="suggestion"))
            names[pair[0].name] = None
    return tuple(names)


def likeness(words: str, name: str) -> float:
    """Return how alike words and a name are, from 0 to 1; a part of the name alone counts too."""
    said, whole = words.casefold().strip(), name.casefold()
    return max(SequenceMatcher(None, said, part).ratio() for part in (whole, *whole.split()))


def _bare(words: str) -> str:
    """Return a name without the words and marks that people put around one: “for Ada Obi?”, “@Ada”."""
    parts = [part.strip(AROUND) for part in words.split()]
    while parts and (not parts[0] or parts[0].casefold() in BEFORE):
        del parts[0]
    return " ".join(part for part in parts if part)


def _same(name: str, words: str) -> bool:
    return name.casefold().split() == words.casefold().split()
