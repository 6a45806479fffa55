// The photos that were found, in justified rows, each with its reasons and the near-duplicates that stand behind it.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { breakRows, makeTile, ratioOf, rowHeight } from "./grid.js";
import { addressOf } from "./search_address.js";
import { openWhy } from "./search_why.js";
import { reasonLine } from "./search_words.js";
import { t } from "./strings.js";
import { told } from "./toast.js";

export class HitGrid {
  /** `changed(photos)` is told which photos are shown, in order. */
  constructor(container, changed) {
    this.container = container;
    this.changed = changed;
    this.hits = [];
    this.alike = new Map(); // photos shown behind a hit, by its id
    this.rows = []; // { first, element }
    this.width = container.clientWidth;
    new ResizeObserver(() => {
      if (container.clientWidth === this.width) return;
      this.width = container.clientWidth;
      this.lay(0);
    }).observe(container);
  }

  /** Show these hits and no others. */
  show(hits) {
    this.hits = [...hits];
    this.alike.clear();
    this.lay(0);
  }

  /** Show further hits below. */
  append(hits) {
    const known = new Set(this.hits.map(({ id }) => id));
    const from = this.photos().length;
    this.hits.push(...hits.filter(({ id }) => !known.has(id)));
    this.lay(from);
  }

  /** List all photos that are shown, near-duplicates after the hit that they stand behind. */
  photos() {
    return this.hits.flatMap((hit) => [hit, ...(this.alike.get(hit.id) ?? []).map((photo) => ({ ...photo, isAlike: true, reasons: [], folded: 0 }))]);
  }

  /** Lay the photos anew from the row on that one of them is in: rows above stay as they are. */
  lay(from) {
    const kept = this.rows.findLastIndex((row) => row.first <= from && row.last > from - 1);
    const begin = from && kept >= 0 ? this.rows[kept].first : 0;
    for (const row of this.rows.filter((row) => row.first >= begin)) row.element.remove();
    this.rows = this.rows.filter((row) => row.first < begin);
    const all = this.photos();
    const photos = all.slice(begin);
    const ratios = photos.map(ratioOf);
    for (const { first, last, height } of breakRows(ratios, this.width, rowHeight(this.width))) {
      const element = el("div", { class: "photo-row" }, ...photos.slice(first, last).map((photo, at) => this.makeHit(photo, ratios[first + at] * height, height)));
      this.rows.push({ first: begin + first, last: begin + last, element });
      this.container.append(element);
    }
    this.changed(all);
  }

  makeHit(hit, width, height) {
    const size = { width: `${Math.floor(width * 100) / 100}px`, height: `${height}px` };
    const href = `/photo/${hit.id}?in=list`;
    const line = reasonLine(hit.reasons);
    return el("div", { class: hit.isAlike ? "hit is-alike" : "hit", style: size, title: hit.isAlike ? t("search.is_alike") : null },
      makeTile(hit, width, height, { href }),
      line && el("div", { class: "hit-reasons", "aria-hidden": "true" }, el("span", {}, line)),
      el("div", { class: "hit-tools" },
        el("a", { class: "hit-tool is-like", href: addressOf({ q: `like:${hit.id}` }), title: t("search.like_this"), "aria-label": t("search.like_this"), tabindex: -1 }, icon("similar")),
        !hit.isAlike && el("button", { type: "button", class: "hit-tool is-why", title: t("search.why"), "aria-label": t("search.why"), "aria-haspopup": "dialog", "aria-expanded": "false", tabindex: -1,
          onclick: (event) => openWhy(event.currentTarget, hit, href) }, icon("info"))),
      hit.folded > 0 && this.makeFolded(hit));
  }

  makeFolded(hit) {
    const isOpen = this.alike.has(hit.id);
    const what = hit.folded === 1 ? t("search.folded_one") : t("search.folded", { count: hit.folded });
    const label = t(isOpen ? "search.fold_again" : "search.unfold", { what });
    return el("button", { type: "button", class: "hit-folded", title: label, "aria-label": label, "aria-expanded": String(isOpen), tabindex: -1, onclick: () => this.toggle(hit) }, isOpen ? "–" : `+${hit.folded}`);
  }

  /** Show the near-duplicates behind a hit after it, or take them away again. */
  async toggle(hit) {
    if (!this.alike.delete(hit.id)) {
      const photos = await told(() => get(`/api/search/alike/${hit.id}`));
      if (!photos) return;
      const shown = new Set(this.hits.map(({ id }) => id));
      this.alike.set(hit.id, photos.filter(({ id }) => !shown.has(id)));
    }
    this.lay(Math.max(this.photos().findIndex(({ id }) => id === hit.id), 0));
    this.container.querySelector(`[data-photo="${hit.id}"]`)?.parentElement.querySelector(".hit-folded")?.focus();
  }
}
