"""What brings photos together in a memory, one module a kind."""

__all__: list[str] = []
