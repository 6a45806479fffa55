"""ANSA: Albumen's own small encoder, distilled from CLIP ViT-B/16, run by ONNX Runtime."""

from models.ansa.encoder import AnsaEncoder

__all__ = ["AnsaEncoder"]
