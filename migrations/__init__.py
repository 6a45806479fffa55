"""Alembic migrations of the store, run on open. Each file in `versions` is named as its revision."""

__all__: list[str] = []
