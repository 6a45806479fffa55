// The moving half of a Live photo: played while the badge is hovered or pressed, where the browser knows its kind.

import { el } from "./dom.js";

/** Bind a photo's badge, where it has one; returns what ends the playing. */
export function watchLive(root, layer, photo) {
  const badge = root.querySelector("#live");
  if (!badge) return () => {};
  let movie = null;
  const stop = () => {
    movie?.remove();
    movie = null;
    badge.setAttribute("aria-pressed", "false");
  };
  const play = () => {
    if (movie) return;
    movie = el("video", { class: "overlay movie", src: `/media/${photo.id}/movie`, playsinline: true, onended: stop, onerror: () => {
      badge.hidden = true; // no browser plays every codec
      stop();
    } });
    movie.muted = true;
    layer.append(movie);
    badge.setAttribute("aria-pressed", "true");
    movie.play().catch(() => {}); // taken away before it began
  };
  badge.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && play());
  badge.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && stop());
  badge.addEventListener("click", (event) => {
    const isHovered = event.detail > 0 && matchMedia("(hover: hover)").matches;
    if (movie && !isHovered) stop();
    else play();
  });
  return stop;
}
