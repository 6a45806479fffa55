// One memory: its photos with the reason of each, what a person thinks of it, and the show.

import { layPhotos } from "./grid.js";
import { onKey } from "./keys.js";
import { openPlayer } from "./player.js";
import { t } from "./strings.js";
import { told } from "./toast.js";
import { addWishes } from "./wishes.js";

const page = document.getElementById("memory");
const photos = document.getElementById("photos");
const chosen = JSON.parse(document.getElementById("memory-photos").textContent);
const reasons = new Map(chosen.map(({ photo, reason }) => [photo.id, reason]));
layPhotos(photos, chosen.map(({ photo }) => photo), (photo) => ({ badge: reasons.get(photo.id) }));

const toggle = document.getElementById("reasons");
toggle.hidden = false;
toggle.addEventListener("click", () => {
  const isOn = photos.classList.toggle("has-reasons");
  toggle.setAttribute("aria-pressed", String(isOn));
});

const play = () => told(() => openPlayer(page.dataset.name));
const button = document.getElementById("play");
button.hidden = false;
button.addEventListener("click", play);
onKey("p", t("memories.play"), play);
if (location.hash === "#play") {
  history.replaceState(null, "", location.pathname);
  play();
}

const hidden = document.getElementById("memory-hidden");
const wishes = addWishes(page.querySelector(".wishes"), (verb) => {
  hidden.hidden = verb !== "hide";
  page.classList.toggle("is-hidden", verb === "hide");
});
document.getElementById("memory-undo").addEventListener("click", () => wishes.undo("hide"));
