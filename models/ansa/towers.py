"""ANSA's two towers as torch modules: what is trained, and what is exported.

Each tower ends in the same head, a linear map plus a small MLP, into CLIP ViT-B/16's image space after that space's
mean has been taken out: CLIP's image and text vectors sit on different cones, so each side is centred by its own mean.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from models.ansa.minilm import WIDTH, MiniLM
from models.ansa.tiny_vit import FEATURE_DIM, build_tiny_vit

EMBEDDING_DIM = 512
IMAGE_HIDDEN = 1536
TEXT_HIDDEN = 1024
IMAGE_MEAN = (0.485, 0.456, 0.406)  # ImageNet's, as TinyViT was trained
IMAGE_STD = (0.229, 0.224, 0.225)


class ProjectionHead(nn.Module):
    """A linear map plus a one-hidden-layer MLP, (N, in) to (N, 512)."""

    def __init__(self, width: int, hidden: int, *, dim: int = EMBEDDING_DIM, dropout: float = 0.0) -> None:
        super().__init__()
        self.linear = nn.Linear(width, dim)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor) -> Tensor:
        """Return vectors that are not normalised yet."""
        return self.linear(features) + self.down(self.dropout(F.gelu(self.up(features))))


class ImageTower(nn.Module):
    """uint8 RGB pixels to unit vectors, (N, 224, 224, 3) to (N, 512)."""

    mean: Tensor
    inverse_std: Tensor

    def __init__(self, backbone: nn.Module | None = None, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.backbone = build_tiny_vit() if backbone is None else backbone
        self.head = ProjectionHead(FEATURE_DIM, IMAGE_HIDDEN, dropout=dropout)
        self.register_buffer("mean", 255.0 * torch.tensor(IMAGE_MEAN))
        self.register_buffer("inverse_std", 1.0 / (255.0 * torch.tensor(IMAGE_STD)))

    def forward(self, pixels: Tensor) -> Tensor:
        """Normalise the pixels, run backbone and head, return unit rows."""
        normal = (pixels.float() - self.mean) * self.inverse_std
        features = self.backbone(normal.permute(0, 3, 1, 2))  # (N, 320)
        return F.normalize(self.head(features), dim=-1)


class TextTower(nn.Module):
    """Token ids to unit vectors, (N, L) to (N, 512)."""

    def __init__(self, encoder: MiniLM | None = None, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = MiniLM() if encoder is None else encoder
        self.head = ProjectionHead(WIDTH, TEXT_HIDDEN, dropout=dropout)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Average the token vectors under the mask, run the head, return unit rows."""
        tokens = self.encoder(input_ids, attention_mask)  # (N, L, 384)
        return F.normalize(self.head(self.pool(tokens, attention_mask)), dim=-1)

    @staticmethod
    def pool(tokens: Tensor, mask: Tensor) -> Tensor:
        """Return the sentence vector that MiniLM was trained with: the masked mean at unit length, (N, 384)."""
        weight = mask[:, :, None].to(tokens.dtype)
        return F.normalize((tokens * weight).sum(1) / weight.sum(1), dim=-1)
