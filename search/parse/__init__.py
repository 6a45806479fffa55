"""From the words of one box to chips.

Reads the query's string, the day it is asked on, the names of the library (`Lexicon`), the taxonomy, the calendar and the
gazetteer. Writes nothing. `parse.query.parse_query` is the way in.
"""

__all__: list[str] = []
