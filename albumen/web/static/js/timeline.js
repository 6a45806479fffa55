// The timeline: every photo of the library in one column, of which the page holds what can be seen.

import { get } from "./api.js";
import { showLate } from "./grid.js";
import { Scrubber } from "./scrubber.js";
import { guessHeight, layPart, makeBlocks, makeWaiting, titleOf } from "./timeline_layout.js";
import { PhotoKeys } from "./timeline_keys.js";
import { PartLoader } from "./timeline_parts.js";
import { findPlace, rememberPlace, savePlace } from "./timeline_place.js";
import { told } from "./toast.js";
import { VirtualRows } from "./virtual_rows.js";

const MARK_PAUSE_MS = 250;

const container = document.getElementById("timeline");
if (container) start(JSON.parse(document.getElementById("timeline-data").textContent));

function start({ outline, first }) {
  history.scrollRestoration = "manual";
  let width = container.clientWidth;
  let marking = 0;
  const loader = new PartLoader({ loaded: fill, changed: refresh });
  const rows = new VirtualRows(container, { need, moved, settled, makeWaiting });
  const keys = new PhotoKeys(rows, (block) => loader.load(block));
  const scrubber = new Scrubber(document.getElementById("scrubber"), { go });

  function fill(block) {
    const { boxes, height } = layPart(block, width);
    rows.fill(block, boxes, height);
    clearTimeout(marking);
    marking = setTimeout(mark, MARK_PAUSE_MS);
  }

  function need(blocks, isFast) {
    loader.need(blocks, { isFast });
  }

  function settled() {
    showLate(container);
    rows.update();
  }

  function moved(y) {
    keys.settle(y);
    scrubber.show(range() ? Math.min(Math.max(y / range(), 0), 1) : 0);
    rememberPlace(here);
  }

  /** Where the page is; null at its beginning. */
  function here() {
    return rows.scrolled() > 0 ? rows.anchor() : null;
  }

  /** How far the column can be scrolled. */
  function range() {
    return Math.max(rows.height - rows.seen, 0);
  }

  function go(share) {
    const y = share * range();
    const at = rows.find(y);
    rows.scrollTo(at, y - rows.tops[at]);
  }

  function mark() {
    const marks = [];
    rows.blocks.forEach((block, at) => {
      if (block.number > 0) return;
      const year = block.section.title && block.section.key.split("-")[0];
      marks.push({ share: Math.min(rows.tops[at] / (range() || 1), 1), title: titleOf(block.section), year });
    });
    scrubber.setMarks(marks);
  }

  function lay() {
    const place = here();
    const share = place && place.offset / place.block.height;
    width = container.clientWidth;
    rows.look();
    for (const block of rows.blocks) {
      const laid = block.answer && layPart(block, width);
      Object.assign(block, laid ?? { boxes: null, height: guessHeight(block.part, block.number, width) });
    }
    rows.setBlocks(rows.blocks, place && { block: place.block, offset: share * place.block.height });
    mark();
  }

  /** Show the library as it is by now, at the month where the page is. */
  async function refresh() {
    const address = `/api/timeline/sections${location.search.includes("all=1") ? "?all=1" : ""}`;
    const now = await told(() => get(address));
    if (!now || now.stamp === loader.stamp) return;
    const place = here();
    loader.begin(now.stamp);
    const blocks = makeBlocks(now, width);
    const months = blocks.filter((other) => other.section.key === place?.block.section.key);
    const block = months.find((other) => other.number === place.block.number) ?? months[0];
    rows.setBlocks(blocks, block ? { block, offset: place.offset } : null);
    mark();
  }

  loader.begin(outline.stamp);
  const blocks = makeBlocks(outline, width);
  const begun = first && blocks.find((block) => block.section.key === first.key && block.number === first.part);
  if (begun) Object.assign(begun, { answer: first }, layPart({ ...begun, answer: first }, width));
  const place = findPlace(blocks, first?.key);
  rows.setBlocks(blocks, place && { block: place.block, offset: place.share * place.block.height });
  mark();
  container.addEventListener("click", (event) => { if (event.target.closest("[data-photo]")) savePlace(here()); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  new ResizeObserver(() => { if (container.clientWidth !== width) lay(); }).observe(container);
}
