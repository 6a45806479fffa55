// Wallpapers: looked for when a screen is chosen, since hundreds of photos are measured for them; shown with a clock on.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { t } from "./strings.js";
import { told } from "./toast.js";

const SHOWN = { phone: 6, desktop: 6 };

/** Fill the section with wallpapers for the screen that is chosen. */
export function addWallpapers(section) {
  const found = section.querySelector(".wallpapers-found");
  const chips = section.querySelectorAll("[data-screen]");
  section.hidden = false;

  async function show(screen) {
    chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.screen === screen)));
    found.setAttribute("aria-busy", "true");
    found.replaceChildren(el("p", { class: "quiet" }, t("featured.measuring")));
    const answer = await told(() => get(`/api/wallpapers?screen=${screen}&limit=${SHOWN[screen]}`));
    found.setAttribute("aria-busy", "false");
    if (!answer) return;
    found.dataset.screen = screen;
    found.replaceChildren(...answer.found.map((one) => makeCard(one, answer, screen)));
    if (!answer.found.length) found.append(el("p", { class: "quiet" }, t("featured.no_wallpapers", answer)));
  }

  section.addEventListener("click", (event) => {
    const screen = event.target.closest("[data-screen]:not([aria-pressed='true'])")?.dataset.screen;
    if (screen) show(screen);
  });
}

function makeCard(one, { width_px: width, height_px: height }, screen) {
  const { photo } = one;
  const [across, down] = [one.right - one.left, one.bottom - one.top];
  const image = el("img", { src: `/media/${photo.id}/preview?v=${photo.version}`, alt: photo.alt, loading: "lazy", style: {
    width: `${100 / across}%`, height: `${100 / down}%`, left: `${(-100 * one.left) / across}%`, top: `${(-100 * one.top) / down}%`,
  } });
  return el("figure", { class: "wallpaper" },
    el("a", { class: "wallpaper-screen", href: `/photo/${photo.id}`, style: { aspectRatio: `${width} / ${height}` } },
      image, el("span", { class: "wallpaper-clock", "aria-hidden": "true" }, "9:41")),
    el("figcaption", {},
      el("details", { class: "wallpaper-why small quiet" }, el("summary", {}, t("featured.why_wallpaper")), el("p", {}, one.reason)),
      el("a", { class: "icon-button", href: `/api/wallpapers/${photo.id}/picture?screen=${screen}`, download: true, "aria-label": t("featured.save", { what: photo.alt }) }, icon("download"))));
}
