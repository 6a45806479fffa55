"""What the demo library holds: which sample photo is filed where, and the day, place and camera invented for it.

The pictures show what their packages say (`docs/licences.md` credits them); dates, places and cameras are made up to be
believable, so that a search by day, place or camera has something to find.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from albumen.types import Exposure, GeoPoint


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo of the demo library.

    `source` is PACKAGE/PATH of the sample; `folder` lies in the demo library; `turn` is the EXIF orientation under
    which the pixels are stored.
    """

    source: str
    folder: str
    taken: datetime
    exposure: Exposure
    position: GeoPoint | None = None
    turn: int = 1

    @property
    def path(self) -> str:
        """Where it lies in the demo library, named as cameras do."""
        return f"{self.folder}/IMG_{self.taken:%Y%m%d_%H%M%S}.jpg"


def _local(text: str, offset_hours: float) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=offset_hours)))


_HOME = GeoPoint(52.0907, 5.1214, 5.0)  # Utrecht
_FUJI = ("FUJIFILM", "X-T3", "XF35mmF2 R WR")
_NIKON = ("NIKON CORPORATION", "NIKON D750", "24.0-70.0 mm f/2.8")
_PHONE = ("Google", "Pixel 6", "Pixel 6 back camera 6.81mm f/1.85")

SHOTS = (
    Shot(
        "skimage/data/rocket.jpg",
        "2015/2015-02 Cape Canaveral",
        _local("2015-02-08 18:41:07", -5),
        Exposure(*_NIKON, exposure_s=4.0, aperture_f=8.0, iso=100, focal_length_mm=70.0),
        GeoPoint(28.5619, -80.5774, 3.0),
    ),
    Shot(
        "skimage/data/astronaut.png",
        "2015/2015-02 Houston",
        _local("2015-02-13 11:20:45", -6),
        Exposure(*_NIKON, exposure_s=0.008, aperture_f=5.6, iso=200, focal_length_mm=62.0),
        GeoPoint(29.5593, -95.0900, 6.0),
    ),
    Shot(
        "sklearn/datasets/images/china.jpg",
        "2018/2018-09 北京 Beijing",
        _local("2018-09-23 10:12:31", 8),
        Exposure(*_FUJI, exposure_s=0.004, aperture_f=8.0, iso=160, focal_length_mm=35.0),
        GeoPoint(39.9996, 116.2682, 60.0),
    ),
    Shot(
        "skimage/data/gravel.png",
        "2018/2018-10 Kyoto",
        _local("2018-10-02 09:05:12", 9),
        Exposure(*_FUJI, exposure_s=0.008, aperture_f=5.6, iso=200, focal_length_mm=35.0),
        GeoPoint(35.0345, 135.7182, 85.0),
    ),
    Shot(
        "skimage/data/camera.png",
        "2019/2019-10 Boston",
        _local("2019-10-12 15:33:20", -4),
        Exposure(*_FUJI, exposure_s=0.002, aperture_f=4.0, iso=160, focal_length_mm=35.0),
        GeoPoint(42.3570, -71.0990, 4.0),
    ),
    Shot(
        "skimage/data/coins.png",
        "2019/2019-10 New York",
        _local("2019-10-15 13:48:02", -4),
        Exposure(*_FUJI, exposure_s=0.0166, aperture_f=2.8, iso=1600, focal_length_mm=35.0),
        GeoPoint(40.6712, -73.9636, 40.0),
    ),
    Shot(
        "skimage/data/chelsea.png",
        "2021/2021-12 Home",
        _local("2021-12-26 16:02:55", 1),
        Exposure(*_PHONE, exposure_s=0.02, aperture_f=1.85, iso=400, focal_length_mm=6.81),
        _HOME,
        turn=6,
    ),
    Shot(
        "skimage/data/motorcycle_left.png",
        "2022/2022-04 Home",
        _local("2022-04-09 14:30:11", 2),
        Exposure(*_PHONE, exposure_s=0.01, aperture_f=1.85, iso=250, focal_length_mm=6.81),
        _HOME,
    ),
    Shot(
        "skimage/data/motorcycle_right.png",
        "2022/2022-04 Home",
        _local("2022-04-09 14:30:12", 2),
        Exposure(*_PHONE, exposure_s=0.01, aperture_f=1.85, iso=250, focal_length_mm=6.81),
        _HOME,
    ),
    Shot(
        "skimage/data/brick.png",
        "2022/2022-04 Home",
        _local("2022-04-16 12:10:00", 2),
        Exposure(*_PHONE, exposure_s=0.002, aperture_f=1.85, iso=50, focal_length_mm=6.81),
        GeoPoint(52.0845, 5.1267),
    ),
    Shot(
        "skimage/data/coffee.png",
        "2022/2022-05 Lisboa",
        _local("2022-05-14 10:15:02", 1),
        Exposure(*_PHONE, exposure_s=0.0125, aperture_f=1.85, iso=320, focal_length_mm=6.81),
        GeoPoint(38.7107, -9.1421, 52.0),
    ),
    Shot(
        "skimage/data/grass.png",
        "2022/2022-07 Garden",
        _local("2022-07-30 17:40:26", 2),
        Exposure(*_PHONE, exposure_s=0.002, aperture_f=1.85, iso=50, focal_length_mm=6.81),
        GeoPoint(52.0872, 5.1687),
    ),
    Shot(
        "sklearn/datasets/images/flower.jpg",
        "2022/2022-09 Garden",
        _local("2022-09-03 11:25:48", 2),
        Exposure(*_FUJI, exposure_s=0.004, aperture_f=2.8, iso=200, focal_length_mm=35.0),
        GeoPoint(52.0872, 5.1687),
    ),
)
