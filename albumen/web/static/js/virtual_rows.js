// A column of any length of which only what can be seen is on the page: blocks, whose heights may be guesses, made of boxes.
//
// A block is { height, boxes }, its boxes null until they are known and then [{ top, height, make }], from the top; `make(isFast)`
// makes the element, which is on the page for a moment only where the page is scrolled fast. Nothing that can be seen moves when a block above it gets its true height.

const RENDERED_SCREENS = 0.75; // above and below the screen
const NEEDED_SCREENS = 1.5; // blocks so near are asked for
const FAST_SCREENS_PER_S = 25; // nobody sees anything then
const FRAME_MS = 16;
const SETTLED_MS = 90;

export class VirtualRows {
  /**
   * `need(blocks, isFast)` is told the blocks near the screen that have no boxes, and `moved(y)` how much of the column is above
   * the screen now. Neither may ask the page for sizes: it would have to be laid out once more in each frame. `settled()` is
   * called when fast scrolling has ended.
   * `makeWaiting(block)` makes what stands in the place of a block without boxes.
   */
  constructor(container, { need, moved, settled, makeWaiting }) {
    Object.assign(this, { container, need, moved, settled, makeWaiting });
    this.blocks = [];
    this.tops = [0];
    this.shown = new Map(); // of a box, or a block that waits: { element, order, top }
    this.frame = 0;
    Object.assign(this, { lastY: 0, lastAt: -Infinity });
    addEventListener("scroll", () => this.schedule(), { passive: true });
    addEventListener("resize", () => {
      this.look();
      this.schedule();
    });
    this.look();
  }

  /** Show other blocks, or the same after their heights changed; `anchor` { block, offset } stays at the top of the screen. */
  setBlocks(blocks, anchor = null) {
    this.blocks = blocks;
    this.clear();
    this.measure();
    if (anchor) this.scrollTo(this.blocks.indexOf(anchor.block), anchor.offset);
    this.update();
  }

  /** Take the sizes of the page. */
  look() {
    this.inset = parseFloat(getComputedStyle(this.container).scrollMarginTop) || 0; // what lies over the top of the screen
    this.start = this.container.getBoundingClientRect().top + scrollY - this.inset;
    this.seen = innerHeight - this.inset;
  }

  /** Give a block its boxes and its true height. */
  fill(block, boxes, height) {
    const at = this.blocks.indexOf(block);
    if (at < 0) return;
    const anchor = this.anchor();
    const share = height / block.height;
    Object.assign(block, { boxes, height });
    this.measure();
    if (anchor && anchor.at >= at && this.scrolled() > 0) {
      this.scrollTo(anchor.at, anchor.at === at ? anchor.offset * share : anchor.offset);
    }
    this.update();
  }

  /**
   * Tell what must stay where it is: the block at the top of the screen, or the first below it that somebody can see where that
   * one still waits, and how many of its pixels are above the screen.
   */
  anchor() {
    if (!this.blocks.length) return null;
    const y = this.scrolled();
    let at = this.find(y);
    for (let other = at; other < this.blocks.length && this.tops[other] < y + this.seen; other += 1) {
      if (!this.blocks[other].boxes) continue;
      at = other;
      break;
    }
    return { at, block: this.blocks[at], offset: y - this.tops[at] };
  }

  /** Scroll until a block is at the top of the screen, `offset` pixels of it above. */
  scrollTo(at, offset = 0) {
    const top = this.start + this.tops[at] + offset;
    if (Math.abs(top - scrollY) >= 1) scrollTo({ top, behavior: "instant" });
  }

  /** Pixels of the column above the screen; negative while something above the column can be seen. */
  scrolled() {
    return scrollY - this.start;
  }

  get height() {
    return this.tops[this.blocks.length];
  }

  /** Find the block at a height of the column. */
  find(y) {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  schedule() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.update();
    });
  }

  /** Put on the page what can be seen, and take away what cannot. */
  update() {
    if (!this.blocks.length) return;
    const y = this.scrolled();
    const isFast = this.isFast(y);
    const wanted = this.collect(y - this.seen * RENDERED_SCREENS, y + this.seen * (1 + RENDERED_SCREENS));
    for (const [key, { element }] of this.shown) {
      if (!wanted.has(key) && !element.contains(document.activeElement)) this.remove(key, element);
    }
    for (const [key, place] of wanted) this.place(key, place, isFast);
    const near = [y - this.seen * NEEDED_SCREENS, y + this.seen * (1 + NEEDED_SCREENS)].map((at) => this.find(at));
    this.need(this.blocks.slice(near[0], near[1] + 1).filter((block) => !block.boxes), isFast);
    this.moved(y);
  }

  isFast(y) {
    const now = performance.now();
    const speed = (1000 * Math.abs(y - this.lastY)) / Math.max(now - this.lastAt, FRAME_MS);
    Object.assign(this, { lastY: y, lastAt: now });
    const isFast = speed > this.seen * FAST_SCREENS_PER_S;
    if (isFast) {
      clearTimeout(this.settling);
      this.settling = setTimeout(() => this.settled(), SETTLED_MS);
    }
    return isFast;
  }

  /** Find the first box from `y` on that is on the page and has some property. */
  findShown(y, hasIt) {
    let found = null;
    for (const [box, place] of this.shown) {
      if (hasIt(box) && place.top >= y && (!found || place.top < found.top)) found = { box, ...place };
    }
    return found;
  }

  measure() {
    this.tops = [0];
    for (const block of this.blocks) this.tops.push(this.tops.at(-1) + block.height);
    this.container.style.height = `${this.height}px`;
  }

  collect(from, to) {
    const wanted = new Map();
    for (let at = this.find(from); at < this.blocks.length && this.tops[at] < to; at += 1) {
      const block = this.blocks[at];
      const top = this.tops[at];
      if (!block.boxes) wanted.set(block, { order: [at, 0], top, make: () => this.makeWaiting(block) });
      block.boxes?.forEach((box, number) => {
        if (top + box.top < to && top + box.top + box.height > from) {
          wanted.set(box, { order: [at, number], top: top + box.top, make: box.make });
        }
      });
    }
    return wanted;
  }

  place(key, { order, top, make }, isFast) {
    let known = this.shown.get(key);
    if (!known) {
      known = { element: make(isFast), order };
      this.shown.set(key, known);
      // In the order in which it is read, wherever it stands.
      const after = [...this.container.children].find((other) => isBefore(order, other.order));
      known.element.order = order;
      this.container.insertBefore(known.element, after ?? null);
    }
    if (known.top !== top) known.element.style.transform = `translateY(${top}px)`;
    known.top = top;
  }

  clear() {
    for (const [key, { element }] of this.shown) this.remove(key, element);
  }

  remove(key, element) {
    this.shown.delete(key);
    for (const image of element.querySelectorAll("img[data-waiting]")) image.removeAttribute("src"); // asks no more
    element.remove();
  }
}

function isBefore([block, box], [otherBlock, otherBox]) {
  return block < otherBlock || (block === otherBlock && box < otherBox);
}
