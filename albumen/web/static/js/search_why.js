// Why a photo was found: each thing of the query that it holds, with how sure that is.

import { el, icon } from "./dom.js";
import { openPanel } from "./popover.js";
import { addressOf } from "./search_address.js";
import { iconOf, reasonText } from "./search_words.js";
import { t } from "./strings.js";

/** Open the reasons of a hit beside its button. */
export function openWhy(anchor, hit, href) {
  const likely = hit.probability !== null && el("p", { class: "quiet small" }, t("search.likely", { percent: Math.min(Math.round(hit.probability * 100), 99) }));
  const panel = el("div", { class: "menu why", role: "dialog", "aria-label": t("search.why"), tabindex: -1 },
    el("h2", {}, t("search.why")), likely,
    hit.reasons.length ? el("ul", {}, ...hit.reasons.map(makeReason)) : el("p", { class: "quiet small" }, t("search.why_none")),
    el("div", { class: "row" },
      el("a", { class: "chip", href: addressOf({ q: `like:${hit.id}` }) }, icon("similar"), t("search.like_this")),
      el("a", { class: "chip", href }, icon("zoom"), t("search.open"))));
  openPanel(anchor, panel);
  panel.focus();
}

function makeReason(reason) {
  const text = reasonText(reason);
  return el("li", {}, icon(iconOf(reason.kind)), el("bdi", {}, text),
    reason.score !== null && el("span", { class: "score" }, reason.score.toFixed(2)),
    reason.score !== null && el("meter", { min: 0, max: 1, value: reason.score, "aria-label": text }));
}
