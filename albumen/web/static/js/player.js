// A memory as a slideshow over the whole screen: buttons, keys, touch, and the segments that say how far it is.

import { get } from "./api.js";
import { el, icon } from "./dom.js";
import { Playback } from "./player_playback.js";
import { Stage } from "./player_stage.js";
import { t } from "./strings.js";

const IDLE_MS = 2600;
const SWIPE_PX = 60;

/** Open the show of a memory, by its name, and play it. */
export async function openPlayer(name) {
  const [width, height] = [Math.max(100, innerWidth), Math.max(100, innerHeight)];
  const show = await get(`/api/memories/${encodeURIComponent(name)}/show?width=${width}&height=${height}`);
  new Player(show, width / height);
}

class Player {
  constructor(show, aspect) {
    this.count = show.shots.length;
    this.stage = new Stage(show, aspect);
    this.segments = Array.from({ length: this.count + 1 }, () => el("i", {}));
    this.said = el("p", { class: "visually-hidden", "aria-live": "polite" });
    this.counter = el("output", { class: "player-count" });
    this.buttons = Object.fromEntries([["back", "previous"], ["play", "pause"], ["next", "forward"], ["full", "fullscreen"], ["close", "close"]]
      .map(([action, sign]) => [action, el("button", { type: "button", class: "icon-button", "aria-label": t(`player.${action}`), onclick: () => this.run(action) }, icon(sign))]));
    this.dialog = el("dialog", { class: "player", tabindex: "-1", "aria-label": t("player.label", { title: show.title }), onclose: () => this.end() },
      this.stage.element,
      el("div", { class: "player-top" }, el("div", { class: "player-segments", "aria-hidden": "true" }, ...this.segments), this.counter, this.buttons.full, this.buttons.close),
      el("div", { class: "player-controls", role: "group", "aria-label": t("player.controls") }, this.buttons.back, this.buttons.play, this.buttons.next),
      this.said);
    this.playback = new Playback(show, this.stage, { onmove: () => this.tell(), onplay: () => this.tellPlay() });
    this.listen();
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.dialog.focus();
    this.playback.play();
    this.wake();
  }

  run(action) {
    const { playback } = this;
    if (action === "play") playback.toggle();
    else if (action === "back") playback.show(playback.at - 1);
    else if (action === "next") playback.show(playback.at + 1);
    else if (action === "first") playback.show(0);
    else if (action === "last") playback.show(this.count);
    else if (action === "full") toggleFullScreen(this.dialog);
    else this.dialog.close();
  }

  listen() {
    const keys = { " ": "play", k: "play", ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last", f: "full" };
    this.dialog.addEventListener("keydown", (event) => {
      this.wake();
      const action = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
      if (!action || (event.key === " " && event.target.closest("button"))) return;
      event.preventDefault();
      this.run(action);
    });
    this.dialog.addEventListener("pointermove", () => this.wake());
    let from = null;
    this.stage.element.addEventListener("pointerdown", (event) => { from = event; });
    this.stage.element.addEventListener("pointerup", (event) => {
      this.wake();
      if (from) this.answerTouch(event.clientX - from.clientX, event.clientY - from.clientY, event);
      from = null;
    });
    this.onhide = () => document.hidden && this.playback.pause();
    document.addEventListener("visibilitychange", this.onhide);
  }

  /** A swipe turns or closes; a tap at a side turns; anything else stops and goes on. */
  answerTouch(dx, dy, event) {
    if (dy > 2 * SWIPE_PX && dy > Math.abs(dx)) return this.run("close");
    if (Math.abs(dx) > SWIPE_PX) return this.run(dx < 0 ? "next" : "back");
    const share = event.clientX / innerWidth;
    if (event.pointerType === "touch" && share < 0.3) return this.run("back");
    if (event.pointerType === "touch" && share > 0.7) return this.run("next");
    return this.run("play");
  }

  tell() {
    const { at, shares } = this.playback;
    this.segments.forEach((segment, index) => segment.style.setProperty("--share", shares[index]));
    if (this.told === at) return;
    this.told = at;
    this.counter.textContent = at ? t("player.count", { at, count: this.count }) : "";
    if (!this.playback.isPlaying) this.said.textContent = this.stage.describe(at);
    this.buttons.back.disabled = at === 0;
    this.buttons.next.disabled = at === this.count;
  }

  tellPlay() {
    const { isPlaying } = this.playback;
    this.buttons.play.replaceChildren(icon(isPlaying ? "pause" : "play"));
    this.buttons.play.setAttribute("aria-label", t(isPlaying ? "player.pause" : "player.play"));
    this.dialog.classList.toggle("is-playing", isPlaying);
  }

  wake() {
    this.dialog.classList.remove("is-idle");
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.dialog.classList.add("is-idle"), IDLE_MS);
  }

  end() {
    this.playback.pause();
    clearTimeout(this.rest);
    document.removeEventListener("visibilitychange", this.onhide);
    if (document.fullscreenElement) document.exitFullscreen();
    this.dialog.remove();
  }
}

function toggleFullScreen(element) {
  if (document.fullscreenElement) document.exitFullscreen();
  else element.requestFullscreen?.().catch(() => undefined); // a phone may not have it
}
