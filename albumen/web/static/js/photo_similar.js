// Photos that look like this one, asked for when they come into sight.

import { get } from "./api.js";
import { el } from "./dom.js";
import { thumbOf } from "./grid.js";
import { rememberPhotos } from "./photo_list.js";
import { t } from "./strings.js";
import { told } from "./toast.js";

const TILE_PX = 120;

/** Fill a container once it is seen; returns what stops that. */
export function watchSimilar(container, id) {
  const controller = new AbortController();
  const observer = new IntersectionObserver(async ([entry]) => {
    if (!entry.isIntersecting) return;
    observer.disconnect();
    const found = await told(() => get(`/api/photos/${id}/similar`, { signal: controller.signal }));
    if (found) show(container, id, found);
  });
  observer.observe(container);
  return () => {
    observer.disconnect();
    controller.abort();
  };
}

function show(container, id, found) {
  if (!found.length) {
    container.replaceChildren(el("p", { class: "quiet small" }, t("photo_page.similar_none")));
    return;
  }
  const remember = () => rememberPhotos([id, ...found.map(({ photo }) => photo.id)]);
  container.replaceChildren(...found.map(({ photo, shared }) =>
    el("a", { class: "similar-tile", href: `/photo/${photo.id}?in=list`, onclick: remember },
      el("img", { src: thumbOf(photo, TILE_PX), alt: photo.alt, loading: "lazy", decoding: "async" }),
      shared.length ? el("small", {}, shared.join(", ")) : null)));
}
