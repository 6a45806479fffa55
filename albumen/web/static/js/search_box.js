// Suggestions under the box, on every page: a combobox with a list, after the ARIA Authoring Practices ("Editable Combobox With
// List Autocomplete"). The box keeps the focus; arrows choose, Enter takes, Esc closes.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { charsBefore, iconOf, kindOf, photosOf, positionOf } from "./search_words.js";
import { t } from "./strings.js";

const PAUSE_MS = 60;

/** Give a box its suggestions. */
export function suggestFor(input) {
  const list = el("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": t("search.suggestions"), hidden: true });
  const said = el("p", { class: "visually-hidden", role: "status" });
  input.form.append(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }
  let found = [];
  let chosen = -1;
  let timer = 0;
  let asking = null;

  input.addEventListener("focus", () => { if (!input.value) get("/api/complete").catch(() => {}); }, { once: true }); // it warms up
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event);
    else if (event.key === "Escape" && !list.hidden) stop(event, close);
    else if (event.key === "Enter" && chosen >= 0) stop(event, () => take(found[chosen]));
    else if (event.key === "Tab" || event.key === "Enter") close();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the box keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) take(found[[...list.children].indexOf(option)]);
  });
  input.form.addEventListener("submit", close);

  async function ask() {
    asking?.abort();
    const { value } = input;
    if (!value.trim()) return close();
    asking = new AbortController();
    const query = new URLSearchParams({ q: value, cursor: charsBefore(value, input.selectionStart) });
    try {
      const suggestions = await get(`/api/complete?${query}`, { signal: asking.signal });
      if (input.value === value && document.activeElement === input) show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the search itself says what is wrong
    }
  }

  function show(suggestions) {
    found = suggestions;
    if (!found.length) return close();
    list.replaceChildren(...found.map((one, at) =>
      el("li", { class: "suggestion", role: "option", id: `suggestion-${at}`, "aria-selected": "false" },
        icon(iconOf(one.kind)), el("bdi", { class: "suggestion-label" }, one.label),
        el("span", { class: "suggestion-kind" }, [kindOf(one.kind), one.photos === null ? null : photosOf(one.photos)].filter(Boolean).join(" · ")))));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    said.textContent = t("search.suggestion_count", { count: found.length });
    choose(-1);
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    said.textContent = "";
    choose(-1);
  }

  function move(event) {
    if (list.hidden) {
      if (input.value.trim()) stop(event, ask);
      return;
    }
    const count = found.length + 1; // one more is the box itself
    stop(event, () => choose(((chosen + 1 + (event.key === "ArrowDown" ? 1 : count - 1)) % count) - 1));
  }

  function choose(at) {
    chosen = at;
    [...list.children].forEach((option, other) => option.setAttribute("aria-selected", String(other === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `suggestion-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function take(one) {
    input.value = one.query;
    const cursor = positionOf(one.query, one.cursor);
    input.setSelectionRange(cursor, cursor);
    close();
    if (one.kind === null) ask(); // a field's values come next
  }
}

function stop(event, run) {
  event.preventDefault();
  run();
}
