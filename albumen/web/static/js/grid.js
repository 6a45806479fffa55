// Photos in justified rows: every row as wide as the page, every photo in its own shape.

import { el } from "./dom.js";
import { count, t } from "./strings.js";

export const GAP_PX = 6;
const LARGEST_STRETCH = 1.35; // of the last row, which may stay short

/** Return the height that rows should have at a page's width. */
export function rowHeight(width) {
  return width < 640 ? 120 : width < 1200 ? 180 : 220;
}

/**
 * Break photos into rows. `ratios` are widths over heights, in order.
 * Returns rows of { first, last, height }: photos first to last (exclusive), and the row's height in pixels.
 */
export function breakRows(ratios, width, target, gap = GAP_PX) {
  const rows = [];
  let first = 0;
  let sum = 0;
  for (let index = 0; index < ratios.length; index += 1) {
    sum += ratios[index];
    const height = (width - gap * (index - first)) / sum;
    if (height <= target) {
      rows.push({ first, last: index + 1, height });
      first = index + 1;
      sum = 0;
    }
  }
  if (first < ratios.length) {
    const height = (width - gap * (ratios.length - first - 1)) / sum;
    rows.push({ first, last: ratios.length, height: Math.min(height, target * LARGEST_STRETCH) });
  }
  return rows;
}

/** Width over height, within what a row can bear: a panorama is cropped, not shown as a line. */
export function ratioOf(photo) {
  return Math.min(Math.max((photo.width || 3) / (photo.height || 2), 0.4), 3.2);
}

/** Make one photo's tile, a link to its page. `photo` is a PhotoTile of the API; `href` may carry where it was found. */
export function makeTile(photo, width, height, { href = `/photo/${photo.id}`, badge = null } = {}) {
  const image = el("img", {
    src: thumbOf(photo, height), alt: photo.alt, loading: "lazy", decoding: "async", "data-waiting": true,
    onload: () => image.removeAttribute("data-waiting"),
    onerror: () => image.removeAttribute("data-waiting"),
  });
  return el("a", { class: "tile", href, "data-photo": photo.id, style: { width: `${width}px`, height: `${height}px` } },
    image, badge !== null && el("span", { class: "badge" }, badge));
}

/** Address of a thumbnail that is sharp at a height in CSS pixels. */
export function thumbOf(photo, height) {
  return `/media/${photo.id}/thumb?h=${height * devicePixelRatio > 200 ? 320 : 160}`;
}

/** Fill a container with rows, and lay them anew when its width changes. `options` may be a function of the photo. */
export function layPhotos(container, photos, options = () => ({})) {
  const lay = () => {
    const width = container.clientWidth;
    const ratios = photos.map(ratioOf);
    container.replaceChildren(...breakRows(ratios, width, rowHeight(width)).map((row) =>
      el("div", { class: "photo-row" }, ...photos.slice(row.first, row.last).map((photo, index) =>
        makeTile(photo, Math.floor(ratios[row.first + index] * row.height * 100) / 100, row.height, options(photo))))));
  };
  let known = 0;
  new ResizeObserver(() => {
    if (container.clientWidth !== known) {
      known = container.clientWidth;
      lay();
    }
  }).observe(container);
}

/** Words for a number of photos. */
export function countPhotos(number) {
  return number === 1 ? t("photo.one") : t("photo.many", { count: count(number) });
}
