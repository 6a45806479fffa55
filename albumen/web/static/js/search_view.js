// What the search page shows of an answer; the parts that stay while answers change are made once.

import { el } from "./dom.js";
import { moveAmongHits } from "./hit_keys.js";
import { rememberPhotos } from "./photo_list.js";
import { addressOf, changed } from "./search_address.js";
import { makeChips, makePictureChip } from "./search_chips.js";
import { makeSwitches, summarise } from "./search_found.js";
import { HitGrid } from "./search_hits.js";
import { makeMended, makeNothing, makeProblem } from "./search_nothing.js";
import { sentence } from "./search_words.js";
import { t } from "./strings.js";

const AHEAD_PX = 1200; // below the screen, where the next page is asked for

export class SearchView {
  /** `ask(change)` searches for something else, as { q } or { picture }; `more()` is asked for the next page. */
  constructor(root, { ask, more }) {
    this.root = root;
    this.ask = ask;
    this.status = el("p", { role: "status" });
    this.hits = el("section", { class: "hits", "aria-label": t("search.results") });
    this.moreLine = el("p", { class: "more", hidden: true }, el("button", { type: "button", class: "button", onclick: more }, t("search.more")));
    this.closestLine = el("p", { class: "more", hidden: true });
    const settle = moveAmongHits(this.hits);
    this.grid = new HitGrid(this.hits, (photos) => {
      rememberPhotos(photos.map(({ id }) => id));
      settle();
    });
    new IntersectionObserver(([line]) => { if (line.isIntersecting) more(); }, { rootMargin: `0px 0px ${AHEAD_PX}px` }).observe(this.moreLine);
  }

  /** Show an answer: `page` is { answer, hits, next }, all that was loaded of it; `file` is the picture that was asked by. */
  show(search, { answer, hits, next }, file) {
    const hasHits = hits.length > 0;
    this.lay(
      this.makeTerms(answer, file),
      el("div", { class: "found" }, this.status, hasHits && makeSwitches(search, { ask: this.ask, showReasons: () => this.hits.classList.toggle("shows-reasons") })),
      ...(hasHits ? answer.offers.filter(({ kind }) => kind === "spelling").map((offer) => makeMended(offer, search)) : []),
      hasHits && answer.is_closest && el("h2", { class: "closest" }, t("search.closest")),
      hasHits && answer.note && el("p", { class: "found-note" }, sentence(answer.note)),
      this.hits, this.moreLine, this.closestLine,
      !hasHits && makeNothing(answer, search),
    );
    this.grid.show(hits);
    this.hasClosest = hasHits && answer.offers.some(({ kind }) => kind === "closest");
    this.closestLine.replaceChildren(el("a", { class: "more-closest", href: addressOf(changed(search, { floor: false })) }, t("search.more_closest")));
    this.end(next);
    this.status.textContent = hasHits ? summarise(answer, search) : "";
  }

  /** Show further hits. */
  append({ hits, next_offset: next }) {
    this.grid.append(hits);
    this.end(next);
  }

  /** Offer the next page, or after the last one what the list leaves out. */
  end(next) {
    this.moreLine.hidden = next === null;
    this.closestLine.hidden = next !== null || !this.hasClosest;
  }

  showProblem(message) {
    this.grid.show([]);
    this.hasClosest = false;
    this.end(null);
    this.status.textContent = "";
    this.lay(el("div", { class: "found" }, this.status), makeProblem(message));
  }

  /** Show that an answer is on its way, or has come. */
  wait(isWaiting) {
    this.hits.classList.toggle("is-waiting", isWaiting);
    if (isWaiting) this.status.textContent = t("search.searching");
  }

  makeTerms(answer, file) {
    const picture = file && makePictureChip(file, () => this.ask({ picture: "" }));
    const terms = [...(picture ? [picture] : []), ...makeChips(answer, (q) => this.ask({ q }))];
    return terms.length > 0 && el("ul", { class: "terms", "aria-label": t("search.chips") }, ...terms);
  }

  /** Put parts into the page; who was in one of those that go comes to the first chip, or to the box. */
  lay(...parts) {
    const hadFocus = this.root.contains(document.activeElement);
    this.root.replaceChildren(...parts.filter(Boolean));
    if (hadFocus && !this.root.contains(document.activeElement)) (this.root.querySelector(".term-label") ?? document.getElementById("q")).focus();
  }
}
