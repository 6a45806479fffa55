"""The library in memory: an array for each thing that a search asks of photos, read from the store when it is first asked.

Reads: the store. Writes nothing. `ColumnCache` keeps them true to the store in a process that lives on.
"""

__all__: list[str] = []
