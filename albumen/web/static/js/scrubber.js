// Years at the edge of the timeline, each as high as its photos: drag or press to go to a month.

import { el } from "./dom.js";
import { t } from "./strings.js";

const YEAR_PX = 22; // apart, or a year's number is left out
const MONTH_PX = 5;
const SHOWN_MS = 1200; // the label, after the page has moved

export class Scrubber {
  /** `go(share)` is asked to show what lies at a share of the column's height, in [0, 1]. */
  constructor(element, { go }) {
    this.element = element;
    this.go = go;
    this.marks = [];
    this.share = 0;
    this.label = el("span", { class: "scrubber-label" });
    this.thumb = el("span", { class: "scrubber-thumb" }, this.label);
    this.ticks = el("span", { class: "scrubber-ticks", "aria-hidden": "true" });
    element.append(this.ticks, this.thumb);
    element.addEventListener("pointerdown", (event) => this.grab(event));
    element.addEventListener("pointermove", (event) => this.hover(event));
    element.addEventListener("pointerleave", () => this.point(null));
    element.addEventListener("keydown", (event) => this.press(event));
  }

  /** Show months: `marks` are { share, title, year }, from the top, with the share of the height above each. */
  setMarks(marks) {
    this.marks = marks;
    this.element.hidden = marks.length < 2;
    this.element.setAttribute("aria-valuemin", 0);
    this.element.setAttribute("aria-valuemax", Math.max(marks.length - 1, 0));
    const height = this.element.clientHeight;
    let year = null;
    let [yearAt, monthAt] = [-Infinity, -Infinity];
    const ticks = [];
    for (const mark of marks) {
      const at = mark.share * height;
      if (mark.year !== year && at - yearAt >= YEAR_PX) {
        ticks.push(el("span", { class: "scrubber-year", style: { top: `${mark.share * 100}%` } }, mark.year ?? t("timeline.no_date")));
        [yearAt, monthAt] = [at, at];
      } else if (at - monthAt >= MONTH_PX && at - yearAt >= YEAR_PX / 2) {
        ticks.push(el("span", { class: "scrubber-month", style: { top: `${mark.share * 100}%` } }));
        monthAt = at;
      }
      year = mark.year;
    }
    this.ticks.replaceChildren(...ticks);
    this.show(this.share);
  }

  /** Show where the page is. */
  show(share, { isMoving = false } = {}) {
    this.share = share;
    const at = this.markAt(share);
    if (at < 0) return;
    this.thumb.style.top = `${share * 100}%`;
    if (this.label.textContent !== this.marks[at].title) this.name(at);
    if (isMoving) this.flash();
  }

  name(at) {
    this.label.textContent = this.marks[at].title;
    this.element.setAttribute("aria-valuenow", at);
    this.element.setAttribute("aria-valuetext", this.marks[at].title);
  }

  flash() {
    this.element.classList.add("is-moving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.element.classList.remove("is-moving"), SHOWN_MS);
  }

  markAt(share) {
    let found = this.marks.length ? 0 : -1;
    this.marks.forEach((mark, at) => { if (mark.share <= share + 1e-9) found = at; });
    return found;
  }

  shareOf(event) {
    const { top, height } = this.element.getBoundingClientRect();
    return Math.min(Math.max((event.clientY - top) / height, 0), 1);
  }

  grab(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add("is-dragged");
    this.drag(event);
    const move = (moved) => this.drag(moved);
    const end = () => {
      this.element.classList.remove("is-dragged");
      this.element.removeEventListener("pointermove", move);
    };
    this.element.addEventListener("pointermove", move);
    this.element.addEventListener("lostpointercapture", end, { once: true });
  }

  drag(event) {
    const share = this.shareOf(event);
    this.show(share, { isMoving: true });
    this.go(share);
  }

  hover(event) {
    if (event.pointerType === "mouse" && !this.element.classList.contains("is-dragged")) this.point(this.shareOf(event));
  }

  /** Name what lies where the mouse is; null names where the page is. */
  point(share) {
    this.thumb.style.top = `${(share ?? this.share) * 100}%`;
    const at = this.markAt(share ?? this.share);
    if (at >= 0) this.label.textContent = this.marks[at].title;
  }

  press(event) {
    const at = this.markAt(this.share);
    const last = this.marks.length - 1;
    const yearOn = (step) => {
      let other = at;
      while (this.marks[other + step] && this.marks[other].year === this.marks[at].year) other += step;
      return other;
    };
    const targets = {
      ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1,
      PageDown: yearOn(1), PageUp: yearOn(-1), Home: 0, End: last,
    };
    if (!(event.key in targets)) return;
    event.preventDefault();
    const mark = this.marks[Math.min(Math.max(targets[event.key], 0), last)];
    this.show(mark.share, { isMoving: true });
    this.go(mark.share);
  }
}
