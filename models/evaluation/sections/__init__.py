"""The report's sections, one file each: a `Bench` in, lines of figures out. What they compute with lies beside."""

__all__: list[str] = []
