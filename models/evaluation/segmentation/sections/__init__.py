"""What is measured, a file for each part of the table."""

__all__: list[str] = []
