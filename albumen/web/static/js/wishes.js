// Buttons for what a person thinks of a thing: like, less, hide. The last that was said holds; pressing it again takes it back.

import { post } from "./api.js";
import { t } from "./strings.js";
import { toast, told } from "./toast.js";

/** Make a group of buttons (wish_buttons.html) work; `onchange(verb)` is called with what holds then, null for nothing. */
export function addWishes(group, onchange = () => undefined) {
  const { target, value } = group.dataset;
  const standing = new Map(Object.entries(JSON.parse(group.dataset.standing)));

  function show() {
    for (const button of group.querySelectorAll("[data-verb]")) {
      button.setAttribute("aria-pressed", String(standing.has(button.dataset.verb)));
    }
    onchange([...standing.keys()].at(-1) ?? null);
  }

  async function make(verb) {
    const made = await told(() => post("/api/feedback", { verb, target, value }));
    if (!made) return;
    standing.clear();
    standing.set(verb, made.wish.id);
    show();
    toast(t(`wishes.${verb}_done`), { label: t("app.undo"), run: () => undo(verb) });
  }

  async function undo(verb) {
    const known = standing.get(verb);
    if (known === undefined || !(await told(() => post(`/api/feedback/${known}/undo`)))) return;
    standing.delete(verb);
    show();
  }

  group.addEventListener("click", (event) => {
    const verb = event.target.closest("[data-verb]")?.dataset.verb;
    if (verb) (standing.has(verb) ? undo : make)(verb);
  });
  return { undo };
}
