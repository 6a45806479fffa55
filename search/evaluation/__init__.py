"""Measure search with natural queries over a made library whose truth is known: parsing, ranking, emptiness, suggestions.

Reads a made library (`photos/`, `truth.json`, `contents.json`), the library that it was indexed into, and the queries of
`wordings/`; judges every picture by the truth alone, and asks the engine that everybody uses.
"""
