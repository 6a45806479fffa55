// What a person does with a photo: like, less, hide, each taken back by the same button or the toast; copy its link or text.

import { ApiError, post } from "./api.js";
import { t } from "./strings.js";
import { told, toast } from "./toast.js";

const DONE = { like: "photo_page.liked", less: "photo_page.asked_less", hide: "photo_page.hidden" };

export class Actions {
  constructor(root, photo) {
    Object.assign(this, { root, photo });
    this.wishes = new Map(photo.wishes.map(({ verb, id }) => [verb, id]));
  }

  /** Make a wish about the photo, or take it back where it holds. */
  async wish(verb) {
    const known = this.wishes.get(verb);
    if (known !== undefined) return this.undo(verb, known);
    const made = await told(() => post("/api/feedback", { verb, target: "photo", value: String(this.photo.id) }));
    if (!made) return undefined;
    this.wishes = new Map([[verb, made.wish.id]]); // the last one about a photo holds
    this.show();
    toast([t(DONE[verb]), sayAlike(made.alike.length)].filter(Boolean).join(". "),
      { label: t("app.undo"), run: () => this.undo(verb, made.wish.id) });
    return undefined;
  }

  async undo(verb, id) {
    if (!(await told(() => post(`/api/feedback/${id}/undo`)))) return;
    this.wishes.delete(verb);
    this.show();
    toast(t("photo_page.undone"));
  }

  show() {
    for (const verb of Object.keys(DONE)) {
      this.root.querySelector(`[data-tool="${verb}"]`).setAttribute("aria-pressed", String(this.wishes.has(verb)));
    }
  }

  copyLink() {
    return copyText(new URL(`/photo/${this.photo.id}`, location.href).href, t("photo_page.link_copied"));
  }

  copyRead() {
    return copyText(this.photo.text.map((line) => line.text).join("\n"), t("photo_page.text_copied"));
  }
}

function copyText(text, done) {
  return told(async () => {
    if (!navigator.clipboard) throw new ApiError(t("photo_page.no_clipboard"), 0);
    await navigator.clipboard.writeText(text);
    toast(done);
  });
}

function sayAlike(number) {
  if (!number) return null;
  return number === 1 ? t("photo_page.alike_one") : t("photo_page.alike", { count: number });
}
