"""Words of everyday English that are also names of places: as places they need a preposition and a capital."""

from __future__ import annotations

from functools import cache

from search.parse.concepts import concept_names
from search.parse.function_words import ASKING, FUNCTION_WORDS, PICTURES
from search.parse.hours_known import NAMED_HOURS
from search.parse.periods import periods

# Names of places in the gazetteer that one may write without meaning the place, besides the concepts.
_WORDS = frozenset(
    """
    best big black blue bright brown can central cold college colour cool corner east end evening few fish golden good great
    green grey happy hard high home hope hot independence joy king kings lake large last light little long love lower lucky
    many media middle mobile most much new nice no normal north not of old one orange pale paradise park pink police
    portrait present price pride pure purple queen ready real red right river rock royal rural safe sale salt sandy self short
    silver single small soft south split spring stone strong summer sun sunny superior sweet tall than three top turkey two
    union upper van victoria violet walk wall warm warren water well west white wide wild winter work yellow young
    bath battle reading buffalo chestnut cherry clay coal clinton commerce cross dale date deal dell diamond dream eagle
    early flat flint fort four friend full gap garden general gentle globe grace grand granite gray grove harmony hat haven
    hill holiday hot ice inn iron ivory island jet just key ladies lark law lead leaf liberty lily lime line live man
    march marine mars mason may mess mine mist moon moscow's mud nail nap nine noble oak ocean open our pass peach pearl
    pen pie pine plain plant point pool poor post power quiet rainbow red ring rose rush sea see seven shade she ship side six
    sky sleepy snow so social sorry star start steam still storm street string study such surprise table talent tan ten
    that time to tower town tree trip troy truth twin us valley via view villa wave way we wedding wing wish wolf wonder
    wood yes art arts baby ball band bar bay bell born box boy boys bull bush camp car care cave chase city class club coach
    cook couple court cow crown day deer dish door double down duck face fair fairy farm fire five flowers fountain fox free
    front fruit fun girls glass go gold grass group hair half hall hand head heart hen hole horse house image inside jack june
    april august kid kids lady lamp land lane lemon lion look lot march mask mill model more mother mountain museum name night
    outside palm paper party people person pet pig pink plane play port race rain ran rich road roof room round run sand school
    seal set shop sign slope spa space sport square stage stand station sunset sunrise beach surf swan swim tea team temple tent
    the tiger track train under up van very village wait war watch wet wheel wind window with women world year zoo male female
    """.split()
)


@cache
def _concept_words() -> frozenset[str]:
    return frozenset(concept_names())


@cache
def _all_words() -> frozenset[str]:
    asking = frozenset(word for phrase in ASKING for word in phrase.split())
    return (
        _WORDS | _concept_words() | FUNCTION_WORDS | PICTURES | asking | frozenset(NAMED_HOURS) | frozenset(periods())
    )


def is_common(word: str, *, concepts_only: bool = False) -> bool:
    """Whether a folded word is an ordinary one, or, of these, names a concept.

    Example:
        >>> is_common("nice"), is_common("nice", concepts_only=True), is_common("lisbon")
        (True, False, False)
    """
    return word in (_concept_words() if concepts_only else _all_words())
