"""Words of everyday English that are also names of places: as places they need a preposition and a capital."""

from __future__ import annotations

from functools import cache

from search.parse.concepts import concept_names
from search.parse.function_words import ASKING, FUNCTION_WORDS, PICTURES
from search.parse.hours_known import NAMED_HOURS
from search.parse.periods import periods

# Names in the gazetteer that are everyday words, besides concepts, months and the like; picked by eye among those of its
# 31,000 larger places that are in a vocabulary of 49,000 words.
_WORDS = frozenset(
    """
    acre alliance anthem badger bake barking batman battle begun bell bend bender best boom born bright
    brilliant buffalo china guinea phoenix queens central centre chase clay clinton cocoa cognac college come commerce como concord converse
    cool cork corona court cove crystal date deal delta derby diamond dome drama early east eastern eden
    enterprise fishers fleet flint friend front gent globe goes golden grand granite grapevine gray green grove
    hale hard haven hawthorn hercules hickory hire holiday hollywood home homestead hook horn humble hurricane
    imperial independence king laurel lead lens liberal liberty line long lucky magenta male manage many
    maritime mars mascot mason media mentor mercedes meridian metro midway mile mill mine mission mobile most
    much mustang nice nine noble normal north northeast northern northwest officer olympic opportunity oral
    orion pace page pale panorama papa papaya paper paradise paramount pearl peer pickering pine pink pita
    plantation plum plunge police pool post price punch real republic reservoir retreat rich rock roman rouge
    rush sake sale salt same sand sandy savage sedan semi side solo south southern sparks split springs stains
    star still stone strong superior surprise sycamore talent tank tequila than tire tours trip troy turkey
    union unity university villa violet vulcan walker walnut warren well west western wetter wing young
    """.split()
)
# Those that are more often somebody's name.
_PEOPLE = frozenset(
    """
    adam adelaide adrian alba alexandria alice alicia allen alma amos anderson andreas anna antony ariel arnold
    ashton augusta austin barry bella bradley brandon brittany carmen carson charlotte chester claudio clive
    coco daphne david davis diana dolores donna douglas duncan edison elizabeth eugene evans frederick garland
    gary george gilbert graham griffin hannibal harvey hayes helena holden hope howard hudson hugo jack jackson
    jasper katy kyle lara lawrence leon lincoln linda logan lola lori lucas luna madison marion martin mary
    michael mila mitchell murphy murray nancy nelson nora norman olivia palmer parker patrick paul perry ramon
    regina rogers rosario salvador santiago sara savannah sebastian seymour sheridan shirley sidney sofia
    stanley stella stuart taylor teresa tyler vera vernon victoria vincent virginia vladimir wayne wilson
    """.split()
)
# Towns of so few letters are abbreviations or other languages' words to most people.
_SHORT = 3


def is_common(word: str) -> bool:
    """Whether a folded word is an ordinary one, a person's name, or very short.

    Example:
        >>> is_common("nice"), is_common("lisbon")
        (True, False)
    """
    return word in _all_words() or len(word) <= _SHORT


def is_concept(word: str) -> bool:
    """Whether a folded word names something to see, as "orange" and "bath" do."""
    return word in concept_names()


@cache
def _all_words() -> frozenset[str]:
    asking = frozenset(word for phrase in ASKING for word in phrase.split())
    calendar = frozenset(NAMED_HOURS) | frozenset(periods())
    return _WORDS | _PEOPLE | frozenset(concept_names()) | FUNCTION_WORDS | PICTURES | asking | calendar
