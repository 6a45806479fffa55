// Keyboard shortcuts, each told once: the list that "?" opens is made of what a page has registered.

import { el } from "./dom.js";
import { t } from "./strings.js";

const shortcuts = new Map();

/** Register a key ("/", "ArrowLeft", "g m" for one after the other) with what it does; null where something else does it. */
export function onKey(keys, label, run) {
  shortcuts.set(keys, { label, run });
}

let first = null;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (document.querySelector("dialog[open]") && event.key !== "Escape") return;
  const pair = first === null ? null : shortcuts.get(`${first} ${event.key}`);
  first = null;
  const found = pair ?? shortcuts.get(event.key);
  if (found?.run) {
    event.preventDefault();
    found.run(event);
  } else if ([...shortcuts.keys()].some((keys) => keys.startsWith(`${event.key} `))) {
    first = event.key;
  }
});

const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Enter: "↵", " ": "Space" };

function showList() {
  const rows = [...shortcuts].map(([keys, { label }]) =>
    el("tr", {}, el("td", {}, ...keys.split(/(?<=.) (?=.)/).map((key) => el("kbd", {}, NAMES[key] ?? key))), el("td", {}, label)));
  const dialog = el("dialog", { "aria-label": t("app.keys"), onclose: () => dialog.remove() },
    el("h2", {}, t("app.keys")), el("table", {}, el("tbody", {}, ...rows)),
    el("form", { method: "dialog" }, el("button", { class: "button" }, t("app.close"))));
  document.body.append(dialog);
  dialog.showModal();
}

onKey("?", t("keys.help"), showList);
