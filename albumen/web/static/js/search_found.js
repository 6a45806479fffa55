// The line above the photos: how many there are, and the ways to ask the same otherwise.

import { el } from "./dom.js";
import { addressOf } from "./search_address.js";
import { photosOf } from "./search_words.js";
import { t } from "./strings.js";

/** Say how many photos there are, and in which order. */
export function summarise(answer, search) {
  if (answer.total === null || search.picture) return t("search.many");
  return t(answer.words ? "search.ranked" : "search.newest", { count: photosOf(answer.total) });
}

/** Make the switches: near-duplicates one by one, and words that are not read. */
export function makeSwitches(search) {
  const turn = (change, name) => el("a", { class: "chip", href: addressOf({ ...search, ...change }) }, t(`search.${name}`));
  return el("div", { class: "row" },
    turn({ fold: !search.fold }, search.fold ? "show_alike" : "fold_alike"),
    search.q && !search.picture && turn({ plain: !search.plain }, search.plain ? "read_words" : "plain_words"));
}
