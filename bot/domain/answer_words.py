"""The words that people answer prompts with, English and German, and what each does in a sentence.

A closed vocabulary: a word that is not here is UNKNOWN, and nothing is confirmed by a text that holds an unknown word.
Everything is written as `bot.domain.answer_tokens` writes it: lower case, no apostrophes, ä as ae. Times and numbers
are not words; they are read by `answer_times` and `answer_items`.
"""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product


class Kind(StrEnum):
    """What a word or phrase does in an answer."""

    YES = "yes"  # says yes by itself, or to what follows: "yes to the first"
    NO = "no"  # says no by itself; before an option it may be a mere "no, …", so it never binds forwards
    NO_TO = "no to"
    NOT = "not"
    WORKS = "works"  # a verb whose subject is the time: "Tuesday works"; in front of the time it asks: "passt Dienstag"
    TAKES = "takes"  # a verb whose object is the time: "can do Tuesday", "ich nehme den ersten"
    PREFERS = "prefers"
    FAILS = "fails"
    ECHO = "echo"  # repeats a verb: "the second does", "der zweite schon"
    INSTEAD = "instead"  # opens a suggestion
    ONLY = "only"
    NEITHER = "neither"
    BOTH = "both"
    ANY = "any"
    OTHER = "other"
    LATTER = "latter"
    LAST = "last"
    EARLIER = "earlier"
    LATER = "later"
    OPTION = "option"  # makes a number behind it an option's number, and a time before it a choice
    PICKS = "picks"  # makes a time a choice: "the 10:30 one", "Tuesday please"
    ANYTIME = "any time"
    NUMBER = "number"
    TIME = "time"
    SOFT = "soft"  # maybe: nothing is settled, though a suggestion stands
    ASKS = "asks"  # begins a question: nothing is settled, though a suggestion stands
    DOUBT = "doubt"  # conditions, corrections, requests to wait: nothing stands
    REGRET = "regret"
    IS = "is"
    AND = "and"
    OR = "or"
    NOR = "nor"
    BUT = "but"
    BECAUSE = "because"
    BREAK = "break"
    DASH = "dash"  # joins "1 - yes", divides "can't - Thursday"
    COURTESY = "courtesy"  # greetings and thanks: fillers, but "thanks, both" accepts nothing
    FILLER = "filler"
    MISSING = "missing"  # an option that is not on the card
    UNKNOWN = "unknown"


POINTING = {Kind.NUMBER, Kind.TIME, Kind.OTHER, Kind.BOTH, Kind.ANY, Kind.NEITHER}
AGREEING = {Kind.YES, Kind.WORKS, Kind.TAKES, Kind.PREFERS}
REFUSING = {Kind.NO, Kind.NO_TO, Kind.NOT, Kind.FAILS}
SAYING = AGREEING | REFUSING | {Kind.ECHO}

Phrase = tuple[str, ...]


def _each(starts: str, ends: str) -> str:
    return ", ".join(f"{a.strip()} {b.strip()}" for a, b in product(starts.split(","), ends.split(",")))


_DOING = "do, make, make it, attend, join, come, be there, do it, do that"
_ABLE = "i can, we can, able to, happy to, glad to"
_UNABLE = (
    "cant, cannot, can not, i can not, we can not, couldnt, could not, unable to, not able to, wont be able to, "
    "will not be able to"
)
_GUT = "gut, so gut, ok, okay, in ordnung, einverstanden, da, dabei, moeglich"
_PICKING = "take, go with, go for, pick, choose, do, make, make it, meet, attend, join"

_WORDS: Mapping[Kind, str] = {
    Kind.YES: f"""
        yes, y, yep, yup, yeah, yea, yes please, ok, okay, okey, oki, kk, sure, sure thing, of course, certainly,
        absolutely, definitely, gladly, with pleasure, fine, good, great, perfect, excellent, wonderful, cool,
        alright, all right, deal, agreed, accepted, approved, confirmed, i confirm, i can confirm, sounds good,
        sounds great, sounds fine, sounds ok, sounds perfect, looks good, looks great, looks fine, all good, all fine,
        no problem, no problem at all, not a problem, no objection, no objections, ok by me, fine by me, good for me,
        count me in, im in, happy with, good with, {_each("im, i am", "good with, fine with, ok with, okay with")},
        emojiyes, ja, jo, jep, jawohl, ja bitte, ja gern, ja gerne, gern, gerne, sehr gern, sehr gerne, klar, na klar,
        sicher, natuerlich, selbstverstaendlich, einverstanden, bestaetigt, bestaetige, sage zu, zugesagt, abgemacht,
        alles klar, alles gut, gut, super, prima, perfekt, wunderbar, bestens, ausgezeichnet, in ordnung,
        geht in ordnung, geht klar, kein problem, kein thema, keine einwaende, bin dabei, genehmigt, wird gemacht""",
    Kind.NO: "no, nope, nah, nay, no thanks, no thank you, nein, nee, noe, nein danke, emojino",
    Kind.NO_TO: "no to, no for, nein zu, nein zum, nein zur, nein fuer",
    Kind.NOT: """
        not, nicht, doesnt, does not, dont, do not, wont, will not, isnt, is not, arent, are not, wouldnt, would not,
        nicht mehr""",
    Kind.WORKS: """
        works, work, does work, do work, will work, would work, would suit, would fit, would be fine, would be good,
        would be ok, would be great, would be okay, would be perfect, would be possible, fits, fit, suits, suit,
        doable, feasible, will do, ill be there, i will be there, see you then, see you there, passt, passen, passte,
        klappt, klappen, geht, gehen, ginge, gingen, funktioniert, schaffe ich, funktionieren, haut hin, machbar,
        kann ich, ich bin da, wahrnehmen, einrichten, zeit, is possible, are possible, ist moeglich, sind moeglich,
        waere moeglich, free, available, frei, verfuegbar, they work""",
    Kind.TAKES: f"""
        able to, happy to, glad to, i can, we can, can take, {_each("can", _DOING)}, {_each(_ABLE, _DOING)},
        {_each("ill, id, lets, i will, i would, i can, we can", _PICKING)}, take, taking, go with, going with, go for,
        pick, choose, accept, i accept, have time, kann, wir koennen, schaffe, nehme, nehmen, nehmen wir, waehle,
        habe zeit, hab zeit, mir passt, mir passen, es passt, bei mir geht, bei mir passt, bei mir klappt,
        bei mir ginge, {_each("im, i am, we are, am", "free, available, open")}, {_each("free, available", "on, at")},
        bin frei, bin verfuegbar, frei am""",
    Kind.PREFERS: "prefer, i prefer, id prefer, i would prefer, lieber, am liebsten, bevorzuge",
    Kind.FAILS: f"""
        {_UNABLE}, {_each(_UNABLE, _DOING)},
        {_each("not, isnt, is not, arent, are not", "ok, okay, good, fine, great")}, {_each("nicht", _GUT)},
        {_each("no", "good, go, can do")}, {_each("no", "way, chance, time")},
        {_each("not, isnt, is not, arent, are not", "possible, available")}, unavailable, impossible, busy, im out,
        im away, i am out, i am away, im ill, im sick, i am ill, i am sick, rather not, id rather not, better not,
        wont make it, will not make it, not for me, not around, not there, decline, declined, too early, too late,
        definitely not, absolutely not, certainly not, of course not, lieber nicht, besser nicht, keine zeit,
        keine chance, auf keinen fall, auf gar keinen fall, unmoeglich, verhindert, belegt, ausgebucht, bin weg,
        bin dagegen, bin krank, zu frueh, zu spaet, muss absagen, muss leider absagen, abgelehnt, lehne ab, sage ab,
        {_each("im, i am, fully, double, is", "booked")}, booked up, is blocked""",
    Kind.ECHO: "does, do, schon",
    Kind.INSTEAD: f"""
        instead, how about, what about, better, besser,
        {_each("can we, could we, can you, could you", "do, make it, move to, say")},
        {_each("can we, could we", "move it to, have, meet, try")}, move it to, lets try, suggest, i suggest, propose,
        i propose, stattdessen, statt dessen, wie waere es mit, wie waere es, wie waers mit, wie waers, wie waere,
        schlage, alternativ, alternatively, otherwise, ansonsten, sonst""",
    Kind.ONLY: "only, just, nur, ausschliesslich, lediglich",
    Kind.NEITHER: "neither, none, nothing, weder, keiner, keine, keinen, keins, keines, nichts",
    Kind.BOTH: f"""
        both, beide, beides, beiden, alle beide, they both,
        {_each("all", "of them, of these, options, slots, times")}, alle termine""",
    Kind.ANY: "either, any, either one, any of them, either of them",
    Kind.OTHER: """
        the other, other one, other option, other slot, the other one, der andere, den anderen, die andere""",
    Kind.LATTER: "latter, letzterer, letzteres, letzteren",
    Kind.LAST: "last, last one, letzte, letzten, letzter",
    Kind.EARLIER: f"""
        {_each("earlier", "one, option, slot")}, der fruehere, den frueheren, die fruehere, the earlier""",
    Kind.LATER: f"""
        {_each("later", "one, option, slot")}, der spaetere, den spaeteren, die spaetere, the later""",
    Kind.OPTION: "option, slot, number, nr, nummer, vorschlag, termin, #",
    Kind.PICKS: "please, bitte",
    Kind.ANYTIME: """
        any time, anytime, all day, ganztags, jederzeit, irgendwann, den ganzen tag, ganzen tag, any day,
        an jedem tag""",
    Kind.SOFT: """
        maybe, perhaps, possibly, probably, likely, hopefully, tentatively, might, could, should, may, i think, think,
        i guess, guess, i believe, i hope, hope, not sure, unsure, dont think, i dont think so, dont know, idk,
        no idea, ideally, if possible, around, about, approximately, roughly, vielleicht, eventuell, evtl,
        wahrscheinlich, vermutlich, moeglicherweise, hoffentlich, eher, eher nicht, glaube, denke, koennte, koennten,
        sollte, sollten, muesste, muessten, duerfte, weiss nicht, weiss noch nicht, weiss ich nicht, keine ahnung,
        nicht sicher, unsicher, wenn moeglich, am besten, gegen, ca, circa, ungefaehr, etwa, von mir aus, not yet,
        noch nicht, zur not, notfalls, possible, moeglich, gut moeglich, kann sein, could be, may be, geht so,
        es geht, passt schon""",
    Kind.ASKS: """
        would, will, can, shall, did, was, were, koennt, kannst, can you, could you, would you""",
    Kind.DOUBT: f"""
        if, unless, wenn, falls, sofern, depends, depending, provided, who, what, when, where, which, why, how,
        why not, wer, wann, wo, warum, wieso, welcher, welche, welches, wie, ob, whether, wait, hang on, hold on,
        one second, a second, just a second, one sec, sec, one moment, moment, moment mal, second thought, let me,
        check, checking, warte, later, spaeter, nachher, earlier, kidding, joking, joke, scherz, spass, doch, quatsch,
        vertippt, typo, actually, eigentlich, first thing, first of all, first off, at first, not at all, a later,
        an earlier, a later one, an earlier one, no one, one of them, erst mal, erstmal, except, ausser, bis auf,
        although, obwohl, not only, nicht nur, never mind, egal, whatever, love, love to, wish, theory, theoretisch,
        last week, letzte woche, said, says, anyone, anybody, at last,
        {_each("im, i am, were", "good, fine, ok, okay")}, last time, last chance, zur zeit, first available,
        first time available, first free, last available, i second, second that, me either, thats all, that is all,
        ja ja, yeah yeah, thanks for, thank you for, danke fuer, vielen dank fuer""",
    Kind.REGRET: """
        sorry, apologies, unfortunately, sadly, afraid, leider, tut mir leid, sry, entschuldigung, bedaure""",
    Kind.IS: "is, are, be, ist, sind, waere, waeren, wird, sein, would be",
    Kind.AND: "and, und, sowie, plus, &, +",
    Kind.OR: "or, oder, /",
    Kind.NOR: "nor, noch",
    Kind.BUT: "but, aber, however, jedoch, sondern, whereas, hingegen, dafuer",
    Kind.BECAUSE: "because, weil, denn, due to, since, wegen, da ich, as im, aufgrund",
    Kind.DASH: "-, :, =",
    Kind.COURTESY: f"""
        hi, hello, hey, hallo, moin, servus, {_each("good", "morning, afternoon, evening")},
        {_each("guten", "morgen, tag, abend")}, thanks, thank you, many thanks, thanks a lot, thx, ty, cheers, danke,
        danke schoen, dankeschoen, danke sehr, vielen dank, besten dank, merci, best regards, viele gruesse, lg, vg,
        {_each("hi, hello, hey, thanks, thank you, thx, cheers", "both, all, everyone, team, there")}, hallo zusammen,
        danke euch""",
    Kind.FILLER: """
        the, der, die, das, den, dem, des, to, for, with, on, at, of, i, im, we, that, this, it, its, thats, them,
        these, those, me, us, ich, wir, mir, uns, mich, es, dir, dann, then, there, da, that day, an dem tag,
        an diesem tag, that one, this one, on my end, on my side, from my side, fuer mich, fuer uns, bei mir, bei uns,
        meinerseits, auch, too, as well, so, very, very much, really, well, sehr, wirklich, ganz, looking forward,
        freue mich, freu mich, bis dann, usher, der termin, den termin, dem termin, am, bin, hab, habe, wuerde, have,
        of the two, of the options, davon, von beiden, der beiden, von denen, at all, gar, ueberhaupt, fuer, mit, zu,
        zum, zur, (, ), *, _, anymore, any more, zu der zeit, zu dieser zeit, haette, machen, kommen, teilnehmen""",
}


LISTED: Mapping[Kind, tuple[Phrase, ...]] = {
    kind: tuple(tuple(phrase.split()) for phrase in phrases.split(",") if phrase.strip())
    for kind, phrases in _WORDS.items()
}


def _table() -> Mapping[Phrase, tuple[Kind, ...]]:
    table = {phrase: (kind,) for kind, phrases in LISTED.items() for phrase in phrases}
    breaks = {(mark,): (Kind.BREAK,) for mark in (",", ";", ".", "!", "\n", "...")}
    hedged = {("could", verb): (Kind.SOFT, Kind.TAKES) for verb in ("do", "make", "take", "meet")}
    hedged |= {(verb, "wir"): (Kind.SOFT, Kind.INSTEAD) for verb in ("koennen", "koennten")}
    limited = {
        (*who, "can", "only", verb): (Kind.ONLY, Kind.TAKES)
        for who in ((), ("i",), ("we",))
        for verb in ("do", "make", "take", "attend")
    }
    every = {
        tuple(words.split()): (Kind.BOTH, Kind.WORKS)
        for words in ("all work", "alle passen", "alle gehen", "alle klappen")
    }
    return table | breaks | hedged | limited | every


PHRASES = _table()
LONGEST = max(map(len, PHRASES))
