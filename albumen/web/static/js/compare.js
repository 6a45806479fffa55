// The photos of a group side by side, as large as the window allows.

import { el, icon } from "./dom.js";
import { t } from "./strings.js";

/** Open a dialog with a group's photos, the best first. */
export function compare(group) {
  const dialog = el("dialog", { class: "compare", "aria-label": group.reason, onclose: () => dialog.remove() },
    el("div", { class: "compare-head" }, el("p", { class: "quiet" }, group.reason),
      el("button", { class: "icon-button", type: "button", "aria-label": t("app.close"), onclick: () => dialog.close() }, icon("close"))),
    el("div", { class: "compare-pictures", tabindex: "0", role: "group", "aria-label": group.name }, ...group.members.map(({ photo, path, reason, is_best: isBest }) =>
      el("figure", {},
        el("img", { src: `/media/${photo.id}/preview?v=${photo.version}`, alt: photo.alt }),
        el("figcaption", { class: "small" },
          isBest && el("strong", {}, `${t("duplicates.best")}. `), reason, el("br"),
          el("a", { href: `/photo/${photo.id}`, class: "path" }, path ?? t("photo.alt_photo")))))));
  document.body.append(dialog);
  dialog.showModal();
}
