"""The command line. Turns errors into one line on stderr and an exit code; results go to stdout."""

__all__: list[str] = []
