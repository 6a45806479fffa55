// The line above the photos: how many there are, and the ways to ask the same otherwise.

import { el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { photosOf } from "./search_words.js";
import { t } from "./strings.js";

/** Say how many photos there are, and in which order. */
export function summarise(answer, search) {
  if (answer.total === null || search.picture) return t("search.many");
  return t(answer.words ? "search.ranked" : "search.newest", { count: photosOf(answer.total) });
}

/** Make the button that opens the ways to ask otherwise; `ask(change)` does so, `showReasons()` shows them on the photos. */
export function makeSwitches(search, { ask, showReasons }) {
  const isRead = !search.plain;
  const items = [
    { label: t(search.fold ? "search.show_alike" : "search.fold_alike"), symbol: "duplicates", run: () => ask({ fold: !search.fold }) },
    ...(search.picture ? [] : [{ label: t(isRead ? "search.plain_words" : "search.read_words"), symbol: "text", run: () => ask({ plain: isRead }) }]),
    ...(search.floor ? [] : [{ label: t("search.only_fitting"), symbol: "check", run: () => ask({ floor: true }) }]),
    { label: `${t("search.key_reasons")} (x)`, symbol: "info", run: showReasons },
  ];
  return el("button", {
    type: "button", class: "icon-button", title: t("search.options"), "aria-label": t("search.options"), "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: (event) => openMenu(event.currentTarget, t("search.options"), items),
  }, icon("settings"));
}
