// From photo to photo with the arrow keys: one of them takes part in the order of Tab, and the arrows move it.

import { onKey } from "./keys.js";
import { t } from "./strings.js";

/**
 * Make a column of rows of photos operable by keys. Boxes of rows have `photos`, each { photo, middle }.
 * `load(block)` gives a block its boxes.
 */
export class PhotoKeys {
  constructor(rows, load) {
    this.rows = rows;
    this.load = load;
    this.tile = null; // the one that Tab comes to
    this.isCurrent = false; // somebody has been at it
    rows.container.addEventListener("keydown", (event) => this.press(event));
    rows.container.addEventListener("focusin", (event) => {
      const tile = event.target.closest("[data-photo]");
      if (!tile) return;
      this.offer(tile);
      this.isCurrent = true;
    });
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) onKey(key, t("timeline.move"), null);
    onKey("Home", t("timeline.first"), null);
    onKey("End", t("timeline.last"), null);
    onKey("Enter", t("keys.open"), null);
  }

  /** See to it that just one tile of the page can be reached by Tab: the current one, or the first below `y`. */
  settle(y) {
    const isShown = this.tile?.isConnected && this.isCurrent;
    if (isShown) return;
    const row = this.rows.findShown(y, (box) => box.photos) ?? this.rows.findShown(-Infinity, (box) => box.photos);
    if (row) this.offer(row.element.firstElementChild);
  }

  /** Let Tab come to a tile, and to no other. */
  offer(tile) {
    if (this.tile) this.tile.tabIndex = -1;
    this.tile = tile;
    tile.tabIndex = 0;
  }

  async press(event) {
    const tile = event.target.closest("[data-photo]");
    if (!tile || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(event.key in MOVES)) return;
    event.preventDefault();
    const from = this.locate(tile.dataset.photo);
    const to = from && (await MOVES[event.key](this, from));
    if (to) this.focus(to);
  }

  /** Find a photo among the boxes that are known: { at, box, index }. */
  locate(id) {
    for (const [at, block] of this.rows.blocks.entries()) {
      for (const box of block.boxes ?? []) {
        const index = box.photos?.findIndex(({ photo }) => String(photo.id) === id) ?? -1;
        if (index >= 0) return { at, box, index };
      }
    }
    return null;
  }

  /** Find the row of photos before or after a row, in another block where this one ends; null where there is none. */
  async neighbour({ at, box }, step) {
    const boxes = this.rows.blocks[at].boxes;
    for (let other = boxes.indexOf(box) + step; other >= 0 && other < boxes.length; other += step) {
      if (boxes[other].photos) return { at, box: boxes[other] };
    }
    return this.edge(at + step, step);
  }

  /** Find the first row of photos from a block on, or the last one back from it. */
  async edge(at, step) {
    const block = this.rows.blocks[at];
    if (!block) return null;
    if (!block.boxes) await this.load(block);
    const rows = (block.boxes ?? []).filter((box) => box.photos);
    if (!rows.length) return block.boxes ? this.edge(at + step, step) : null;
    return { at, box: step > 0 ? rows[0] : rows.at(-1) };
  }

  focus({ at, box, index }) {
    const top = this.rows.tops[at] + box.top;
    const bottom = top + box.height;
    const y = this.rows.scrolled();
    if (top < y) this.rows.scrollTo(at, box.top);
    else if (bottom > y + this.rows.seen) this.rows.scrollTo(at, box.top + box.height - this.rows.seen);
    this.rows.update();
    const id = box.photos[index].photo.id;
    this.rows.container.querySelector(`[data-photo="${id}"]`)?.focus({ preventScroll: true });
  }
}

const MOVES = {
  ArrowRight: async (keys, from) => sideways(keys, from, 1),
  ArrowLeft: async (keys, from) => sideways(keys, from, -1),
  ArrowDown: async (keys, from) => upright(keys, from, 1),
  ArrowUp: async (keys, from) => upright(keys, from, -1),
  Home: async (keys) => atEdge(await keys.edge(0, 1), 1),
  End: async (keys) => atEdge(await keys.edge(keys.rows.blocks.length - 1, -1), -1),
};

async function sideways(keys, from, step) {
  const index = from.index + step;
  return from.box.photos[index] ? { ...from, index } : atEdge(await keys.neighbour(from, step), step);
}

async function upright(keys, from, step) {
  const row = await keys.neighbour(from, step);
  if (!row) return null;
  const { middle } = from.box.photos[from.index];
  const distances = row.box.photos.map((one) => Math.abs(one.middle - middle));
  return { ...row, index: distances.indexOf(Math.min(...distances)) };
}

function atEdge(row, step) {
  return row && { ...row, index: step > 0 ? 0 : row.box.photos.length - 1 };
}
