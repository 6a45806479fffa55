// How the timeline's parts stand on the page: headings and rows, and a guess of their height before their photos are known.

import { el } from "./dom.js";
import { breakRows, GAP_PX, makeTile, ratioOf, rowHeight } from "./grid.js";
import { t } from "./strings.js";

// A photo that is opened stands between the neighbours that it has here.
const KEPT = new URLSearchParams(location.search).get("all") === "1" ? "?all=1" : "";

// In rem; timeline.css gives the elements the same.
const MONTH_REM = 4;
const TRIP_REM = 2.25;
const DAY_REM = 2.25;
const GROUP_GAP_REM = 1;

// A group's last row is half empty as a rule.
const LOST_ROWS = 0.5;

const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Make the blocks of an outline: one for each part, in order. */
export function makeBlocks(outline, width) {
  const blocks = outline.sections.flatMap((section) => section.parts.map((part, number) => ({
    section, number, part, boxes: null, answer: null, height: guessHeight(part, number, width),
  })));
  return blocks.map((block, index) => Object.assign(block, { index }));
}

/** Guess a part's height in pixels. */
export function guessHeight(part, number, width) {
  const target = rowHeight(width);
  const rows = (part.ratio * target) / width + part.groups * LOST_ROWS;
  const headings = part.groups * (DAY_REM + GROUP_GAP_REM) + (number === 0 ? MONTH_REM : 0);
  return Math.ceil(rows) * (target + GAP_PX) + headings * rem;
}

/** Lay a part: its boxes and its height. Boxes of photos have their `photos` with the middle of each, for the arrow keys. */
export function layPart(block, width) {
  const boxes = [];
  let top = 0;
  const add = (height, box) => {
    boxes.push({ ...box, top, height });
    top += height;
  };
  if (block.number === 0) add(MONTH_REM * rem, { make: () => makeMonth(block.section) });
  let trip = null;
  for (const group of block.answer.groups) {
    if (!group.continues) {
      const isTripNew = group.trip !== null && group.trip !== trip;
      const isNamed = group.when !== null || isTripNew;
      if (isNamed) add((DAY_REM + (isTripNew ? TRIP_REM : 0)) * rem, { make: () => makeHeading(group, isTripNew) });
    }
    trip = group.trip;
    layRows(group.photos, width, add);
    top += GROUP_GAP_REM * rem - GAP_PX;
  }
  return { boxes, height: top };
}

function layRows(photos, width, add) {
  const ratios = photos.map(ratioOf);
  for (const row of breakRows(ratios, width, rowHeight(width))) {
    let left = 0;
    const placed = photos.slice(row.first, row.last).map((photo, index) => {
      const tileWidth = Math.floor(ratios[row.first + index] * row.height * 100) / 100;
      const middle = left + tileWidth / 2;
      left += tileWidth + GAP_PX;
      return { photo, middle, width: tileWidth };
    });
    const make = (isLate) => el("div", { class: "photo-row" },
      ...placed.map((one) => makeReached(
        makeTile(one.photo, one.width, row.height, { href: `/photo/${one.photo.id}${KEPT}`, isLate }))));
    add(row.height + GAP_PX, { make, photos: placed });
  }
}

/** The arrow keys reach it: timeline_keys.js. */
function makeReached(tile) {
  tile.tabIndex = -1;
  return tile;
}

/** What a month is called. */
export function titleOf(section) {
  return section.title ?? t("timeline.undated");
}

function makeMonth(section) {
  return el("h2", { class: "timeline-month" }, titleOf(section));
}

function makeHeading(group, isTripNew) {
  return el("div", { class: "timeline-heading" },
    isTripNew && el("h3", { class: "timeline-trip", title: group.trip }, group.trip),
    group.when !== null && el(isTripNew ? "p" : "h3", { class: "timeline-day" },
      el("span", {}, group.when), group.where && el("span", { class: "timeline-where" }, group.where)));
}

/** Make what stands in the place of a part until its photos are there. */
export function makeWaiting(block) {
  return el("div", { class: "timeline-waiting", style: { height: `${block.height}px` } },
    block.number === 0 && makeMonth(block.section));
}
