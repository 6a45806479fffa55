"""Scrolling through the timeline in a browser: frames that came late, and work that held the page up."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.served import Served, find_browser

# Pixels a frame: reading, a wheel turned fast, a screen in each frame, and years flown over.
_SPEEDS = {
    "30 px a frame": (30, 300),
    "120 px a frame": (120, 300),
    "a screen a frame": (836, 200),
    "ten screens a frame": (8_360, 200),
}
_LATE_MS = 50
_SETTLED_MS = 1_500

_SCROLL = """async ([pixels, frames]) => {
  const [times, tasks] = [[], []];
  const watch = new PerformanceObserver((list) => list.getEntries().forEach((task) => tasks.push(task.duration)));
  watch.observe({ entryTypes: ["longtask"] });
  let last = performance.now();
  for (let frame = 0; frame < frames; frame += 1) {
    scrollBy({ top: pixels, behavior: "instant" });
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  await new Promise((done) => setTimeout(done, 300));
  watch.disconnect();
  return { times, tasks, tiles: document.querySelectorAll(".tile").length };
}"""


def measure_scrolling(served: Served) -> list[dict[str, Any]]:
    """Scroll a served library at each speed."""
    from playwright.sync_api import sync_playwright

    picture = io.BytesIO()
    Image.new("RGB", (480, 320), (120, 140, 90)).save(picture, "WEBP")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.route("**/thumb?*", lambda route: route.fulfill(body=picture.getvalue(), content_type="image/webp"))
        page.goto(served.link)
        page.wait_for_timeout(_SETTLED_MS)
        rows = [_summarise(speed, page.evaluate(_SCROLL, list(asked))) for speed, asked in _SPEEDS.items()]
        browser.close()
    return rows


def _summarise(speed: str, found: dict[str, Any]) -> dict[str, Any]:
    times = sorted(found["times"])
    return {
        "speed": speed,
        "frames": len(times),
        "frame p50 ms": times[len(times) // 2],
        "frame p95 ms": times[int(0.95 * len(times))],
        f"frames over {_LATE_MS} ms": sum(time > _LATE_MS for time in times),
        "long tasks": len(found["tasks"]),
        "longest ms": max(found["tasks"], default=0),
        "photos on the page": found["tiles"],
    }
