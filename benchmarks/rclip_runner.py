"""Index a folder with rclip as installed, only its model's download replaced. Runs in rclip's own environment.

python rclip_runner.py VISUAL.onnx FOLDER DATABASE; prints the seconds that indexing took, without start-up.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np


def main() -> None:
    visual, folder, database = sys.argv[1:4]
    from rclip import model_download
    from rclip.db import DB
    from rclip.main import RClip
    from rclip.model import Model

    model_download.ensure_downloaded = lambda: None
    model_download.download_visual_query_model = lambda tqdm_class=None: visual
    model = Model()
    model.compute_preprocessed_image_features([np.zeros((3, 256, 256), np.float32)], for_indexing=True)
    rclip = RClip(model, DB(Path(database)), indexing_batch_size=8, exclude_dirs=None)
    started = time.perf_counter()
    rclip.ensure_index(folder)
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
