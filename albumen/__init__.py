"""Albumen: a photo library that understands itself, on its owner's machine.

The kernel (types, arrays, errors, config, log), the store, the composition root `albumen.app`, and the surfaces
`albumen.cli` and `albumen.web`.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
