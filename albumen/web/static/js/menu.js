// A menu beside a button, after the ARIA Authoring Practices ("Menu Button"): arrows, Home and End move, Enter takes.

import { el, icon } from "./dom.js";
import { openPanel } from "./popover.js";

/** Open a menu: `items` are { label, symbol, run }, or null for a line between them. */
export function openMenu(anchor, label, items) {
  const entries = items.map((item) => item === null ? el("hr") : el("button", {
    type: "button", class: "menu-item", role: "menuitem", tabindex: -1,
    onclick: () => {
      menu.hidePopover();
      item.run();
    },
  }, icon(item.symbol), el("bdi", {}, item.label)));
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label, onkeydown: move }, ...entries);
  openPanel(anchor, menu);
  menu.querySelector("[role=menuitem]")?.focus();
}

function move(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}
