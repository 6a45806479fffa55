// How the words were understood: chips, each with a menu of what it could be instead, and a cross that takes it away.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { iconOf, kindOf, positionOf } from "./search_words.js";
import { t } from "./strings.js";
import { told } from "./toast.js";

/** Make the list of chips; `ask(query)` searches for another query. */
export function makeChips(answer, ask) {
  return answer.chips.map((chip) => makeChip(answer.query, chip, ask));
}

/** Make the chip of a picture from elsewhere. */
export function makePictureChip(file, remove) {
  const address = URL.createObjectURL(file);
  const image = el("img", { class: "term-photo", src: address, alt: "", onload: forget, onerror: () => { forget(); image.replaceWith(icon("similar")); } });
  function forget() {
    URL.revokeObjectURL(address);
  }
  return makeTerm("is-filter", image, t("search.picture"), null, { label: t("search.remove_picture"), run: remove });
}

function makeChip(query, chip, ask) {
  const kind = chip.is_negated ? "is-negated" : chip.is_filter ? "is-filter" : "is-evidence";
  const mark = chip.photo === null ? icon(iconOf(chip.kind)) : el("img", { class: "term-photo", src: `/media/${chip.photo}/thumb?h=160`, alt: "" });
  const change = (event) => openChanges(event.currentTarget, query, chip, ask);
  return makeTerm(kind, mark, chip.label, { title: `${kindOf(chip.kind)}: ${t(`search.${kind.replace("-", "_")}`)}`, run: change }, { label: t("search.remove", { label: chip.label }), run: () => ask(chip.without) });
}

function makeTerm(kind, mark, label, change, remove) {
  const name = el("bdi", {}, label);
  return el("li", { class: `term ${kind}` },
    change === null
      ? el("span", { class: "term-label" }, mark, name)
      : el("button", { type: "button", class: "term-label", title: change.title, "aria-haspopup": "menu", "aria-expanded": "false", onclick: change.run }, mark, name),
    el("button", { type: "button", class: "term-remove", "aria-label": remove.label, onclick: remove.run }, icon("close")));
}

async function openChanges(anchor, query, chip, ask) {
  const changes = await told(() => get(`/api/search/chip?${new URLSearchParams({ q: query, at: chip.start })}`));
  if (!changes) return;
  const items = changes.map((change) => ({ ...wordsOf(chip, change), run: () => ask(change.query) }));
  const swaps = items.splice(changes.filter(({ role }) => role !== "swap").length);
  openMenu(anchor, t("search.menu_of", { label: chip.label }), [
    ...items, ...(items.length && swaps.length ? [null] : []), ...swaps, ...(changes.length ? [null] : []),
    { label: t("search.edit"), symbol: "keyboard", run: () => edit(query, chip) },
    { label: t("search.remove_item"), symbol: "close", run: () => ask(chip.without) },
  ]);
}

function wordsOf(chip, { role, kind, label }) {
  if (role === "swap") return { label, symbol: iconOf(kind) };
  const symbol = { only: "check", rank: "similar", negate: "minus", affirm: "plus" }[role];
  return { label: t(`search.role_${role}`, { label: role === "negate" ? chip.label : label }), symbol };
}

/** Choose the chip's part of the query in the box. */
function edit(query, chip) {
  const box = document.getElementById("q");
  box.value = query;
  box.focus();
  box.setSelectionRange(positionOf(query, chip.start), positionOf(query, chip.end));
}
