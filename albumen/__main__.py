"""`python -m albumen`."""

from __future__ import annotations

from albumen.cli.main import main

if __name__ == "__main__":
    main()
