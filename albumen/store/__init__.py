"""The truth: roots, files, photos, jobs, embeddings, signals and masks in SQLite.

Reads and writes one database, migrated on open. Repositories return dataclasses; no ORM object leaves this package.
"""

__all__: list[str] = []
