// Photos in justified rows: every row as wide as the page, every photo in its own shape.

import { el } from "./dom.js";
import { rememberPhotos } from "./photo_list.js";
import { count, t } from "./strings.js";
import { placeholderOf } from "./thumbhash.js";

export const GAP_PX = 6;
// A row's height over the height that rows should have.
const LEAST_STRETCH = 0.6;
const LARGEST_STRETCH = 1.35;

const SHORT_ROW_COST = 0.5; // of a last row that is all empty, as a row costs that is 70 % too high or low
const BROKEN_ROW_COST = 10; // of a short row before the last: only where nothing else can be done

/** Return the height that rows should have at a page's width. */
export function rowHeight(width) {
  return width < 640 ? 120 : width < 1200 ? 180 : 220;
}

/**
 * Break photos into rows. `ratios` are widths over heights, in order; all breaks together are those that keep the rows' heights
 * nearest to `target` (Knuth and Plass, "Breaking paragraphs into lines", 1981), so that no photo is left over for a row alone.
 * Returns rows of { first, last, height }: photos first to last (exclusive), and the row's height in pixels.
 */
export function breakRows(ratios, width, target, gap = GAP_PX) {
  const best = [{ cost: 0 }]; // for the first 0, 1, 2, ... photos
  for (let last = 1; last <= ratios.length; last += 1) {
    let found = { cost: Infinity };
    let sum = 0;
    for (let first = last - 1; first >= 0; first -= 1) {
      sum += ratios[first];
      const full = (width - gap * (last - first - 1)) / sum;
      if (full < target * LEAST_STRETCH && first < last - 1) break;
      const isShort = full > target * LARGEST_STRETCH;
      const cost = best[first].cost + (isShort ? costOfShort(target / full, last === ratios.length) : (full / target - 1) ** 2);
      if (cost < found.cost) found = { cost, first, last, height: isShort ? target : full };
    }
    best.push(found);
  }
  const rows = [];
  for (let row = best.at(-1); row.last; row = best[row.first]) rows.unshift(row);
  return rows.map(({ first, last, height }) => ({ first, last, height }));
}

function costOfShort(filled, isLast) {
  return isLast ? SHORT_ROW_COST * (1 - filled) ** 2 : BROKEN_ROW_COST;
}

/** Width over height, within what a row can bear: a panorama is cropped, not shown as a line. */
export function ratioOf(photo) {
  return Math.min(Math.max((photo.width || 3) / (photo.height || 2), 0.4), 3.2);
}

/**
 * Make one photo's tile, a link to its page. `photo` is a PhotoTile of the API; `href` may carry where it was found; a tile that
 * is `isLate` asks for its picture when `showLate` is called.
 */
export function makeTile(photo, width, height, { href = `/photo/${photo.id}`, badge = null, isLate = false } = {}) {
  const image = el("img", {
    [isLate ? "data-late" : "src"]: thumbOf(photo, height),
    alt: photo.alt, loading: "lazy", decoding: "async", "data-waiting": true,
    onload: () => image.removeAttribute("data-waiting"),
    onerror: () => image.removeAttribute("data-waiting"),
  });
  const style = { width: `${width}px`, height: `${height}px` };
  if (photo.thumbhash) style.backgroundImage = `url("${placeholderOf(photo.thumbhash)}")`;
  return el("a", { class: "tile", href, "data-photo": photo.id, style },
    image, badge !== null && el("span", { class: "badge" }, badge));
}

/** Have the tiles of an element that were made late ask for their pictures. */
export function showLate(element) {
  for (const image of element.querySelectorAll("img[data-late]")) {
    image.src = image.dataset.late;
    image.removeAttribute("data-late");
  }
}

/** Address of a thumbnail that is sharp at a height in CSS pixels. */
export function thumbOf(photo, height) {
  return `/media/${photo.id}/thumb?h=${height * devicePixelRatio > 200 ? 320 : 160}&v=${photo.version}`;
}

/**
 * Fill a container with rows, and lay them anew when its width changes. `options` is a function of the photo. One that is
 * opened stands between its neighbours here.
 */
export function layPhotos(container, photos, options = () => ({})) {
  const lay = () => {
    const width = container.clientWidth;
    const ratios = photos.map(ratioOf);
    container.replaceChildren(...breakRows(ratios, width, rowHeight(width)).map((row) =>
      el("div", { class: "photo-row" }, ...photos.slice(row.first, row.last).map((photo, index) =>
        makeTile(photo, Math.floor(ratios[row.first + index] * row.height * 100) / 100, row.height,
          { href: `/photo/${photo.id}?in=list`, ...options(photo) })))));
  };
  container.addEventListener("click", () => rememberPhotos(photos.map((photo) => photo.id)));
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
