"""Subject lifting: which pixels of a photo are its subject, whatever it is, and whether it has one.

Reads a weights folder (`manifest.json`, `lift.onnx`); writes nothing. `network` and `encoder` are for training and need
torch; `lifter` is what the product runs.
"""

__all__: list[str] = []
