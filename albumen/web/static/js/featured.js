// The featured photos in rows of their own shapes, what a person thinks of each, the day picker, and wallpapers further down.

import { breakRows, GAP_PX } from "./grid.js";
import { onKey } from "./keys.js";
import { t } from "./strings.js";
import { addWallpapers } from "./wallpapers.js";
import { addWishes } from "./wishes.js";

const SPACE_PX = 4 * GAP_PX; // between large photos
const LARGEST_ROW_PX = 460;
const NARROW_PX = 640; // below it every photo has a row of its own

function layCards(container) {
  const cards = [...container.querySelectorAll(".featured-card")];
  const ratios = cards.map(ratioOf);
  let known = 0;
  new ResizeObserver(() => {
    const width = container.clientWidth;
    if (width === known) return;
    known = width;
    const target = width < NARROW_PX ? width : Math.min(LARGEST_ROW_PX, width / 2.6);
    for (const row of breakRows(ratios, width, target, SPACE_PX)) {
      cards.slice(row.first, row.last).forEach((card, at) => shape(card, Math.min(width, ratios[row.first + at] * row.height), row.height));
    }
  }).observe(container);
  container.classList.add("is-laid");
}

function shape(card, width, height) {
  card.style.width = `${Math.floor(width * 10) / 10}px`;
  card.querySelector(".featured-photo").style.height = `${Math.min(height, width / ratioOf(card))}px`;
}

function ratioOf({ dataset }) {
  return Math.min(2.4, Math.max(0.55, dataset.width / dataset.height));
}

/** A hidden photo makes room for a line that can bring it back. */
function addCardWishes(card) {
  const gone = card.querySelector(".featured-gone");
  const wishes = addWishes(card.querySelector(".wishes"), (verb) => {
    gone.hidden = verb !== "hide";
    card.classList.toggle("is-gone", verb === "hide");
  });
  gone.querySelector("button").addEventListener("click", () => wishes.undo("hide"));
}

const container = document.getElementById("featured");
if (container) {
  layCards(container);
  container.querySelectorAll(".featured-card").forEach(addCardWishes);
  addWallpapers(document.getElementById("wallpapers"));
}

const day = document.getElementById("day");
day.addEventListener("change", () => day.validity.valid && day.value && day.form.requestSubmit());
const beside = (at) => () => [...day.form.querySelectorAll("a")].at(at)?.click();
onKey("ArrowLeft", t("featured.before"), beside(0));
onKey("ArrowRight", t("featured.after"), () => day.form.querySelectorAll("a")[1]?.click());
