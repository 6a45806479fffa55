// Nothing was found: what says so, what took the last photos, and what this library has instead.

import { el, icon } from "./dom.js";
import { addressOf, changed } from "./search_address.js";
import { photosOf, sentence } from "./search_words.js";
import { t } from "./strings.js";

/** Make the page's part for an answer without photos. */
export function makeNothing({ note, offers }, search) {
  const of = (kind) => offers.filter((offer) => offer.kind === kind);
  return el("section", { class: "nothing", id: "nothing" },
    mark("search"), el("h2", {}, t("search.nothing")), note && el("p", {}, sentence(note)),
    ...of("spelling").map((offer) => makeMended(offer, search)),
    ...of("closest").map(() => el("p", {}, el("a", { class: "button primary", href: addressOf(changed(search, { floor: false })) }, t("search.show_closest")))),
    ...makeOffers(t("search.without_filter"), of("looser"), "minus", search),
    ...makeOffers(t("search.nearest"), of("nearest"), "tag", search),
    el("p", {}, el("a", { class: "button", href: "/search" }, t("search.try_other"))));
}

/** Make the page's part for a search that was refused. */
export function makeProblem(message) {
  return el("section", { class: "nothing", id: "nothing" }, mark("warning"), el("h2", {}, t("search.problem")), el("p", {}, message));
}

/** Make the line with a query that is spelled as usual: it is offered, never put in the place of what was typed. */
export function makeMended({ query }, search) {
  return el("p", { class: "mended" }, `${t("search.did_you_mean")} `, el("a", { href: addressOf(changed(search, { q: query })) }, el("bdi", {}, query)), "?");
}

function makeOffers(title, offers, symbol, search) {
  if (!offers.length) return [];
  return [el("h3", {}, title), el("ul", { class: "offers" }, ...offers.map(({ query, label, photos }) =>
    el("li", {}, el("a", { class: "chip", href: addressOf(changed(search, { q: query })) }, icon(symbol), el("bdi", {}, label),
      photos !== null && el("span", { class: "quiet" }, photosOf(photos))))))];
}

function mark(symbol) {
  const made = icon(symbol);
  made.setAttribute("class", "icon nothing-mark");
  return made;
}
