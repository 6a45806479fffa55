// The photos on a map: a round picture with a number where some were taken together, and a card that shows more of them.

import { get } from "./api.js";
import { el } from "./dom.js";
import { countPhotos, thumbOf } from "./grid.js";
import { project } from "./map_camera.js";
import { count, t } from "./strings.js";
import { told } from "./toast.js";

const ASK_AFTER_MS = 120;
const LEAST_PX = 44; // what a finger hits
const GROWTH_PX = 9; // for ten times as many photos
const CARD_THUMB_PX = 110;
const OPEN_AFTER_MS = 140;
const NAMED = 12; // clusters with their town's name below, those with most photos
const NAMED_FROM = 4.5; // zoom, where a cluster is a town rather than a country

export class Clusters {
  constructor(container, camera) {
    Object.assign(this, { container, camera, shown: new Map(), waiting: 0, asked: null, card: null, opening: 0 });
    container.addEventListener("pointerleave", () => this.close());
    container.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  /** Put the pictures where the camera has them, and ask for those of what it sees now. */
  update() {
    for (const bubble of this.shown.values()) this.put(bubble);
    if (this.card) this.close();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.load(), ASK_AFTER_MS);
  }

  async load() {
    this.asked?.abort();
    this.asked = new AbortController();
    const zoom = Math.round(this.camera.at.zoom);
    const found = await told(() => get(`/api/places?zoom=${zoom}&bbox=${this.camera.bounds}`, { signal: this.asked.signal }));
    if (found) this.show(found);
  }

  show(found) {
    const before = this.shown;
    this.shown = new Map(found.map((cluster) => {
      const key = `${cluster.lat},${cluster.lon},${cluster.count}`;
      return [key, before.get(key) ?? this.make(cluster)];
    }));
    const hasNames = this.camera.at.zoom >= NAMED_FROM;
    [...this.shown.values()].forEach((bubble, rank) => bubble.element.classList.toggle("has-name", hasNames && rank < NAMED));
    for (const [key, bubble] of before) if (!this.shown.has(key)) bubble.element.remove();
    this.container.dataset.count = this.shown.size;
  }

  make(cluster) {
    const size = Math.round(LEAST_PX + GROWTH_PX * Math.log10(cluster.count));
    const label = t("map.cluster", { count: countPhotos(cluster.count), place: nameOf(cluster) });
    const element = el("button", { type: "button", class: "map-cluster", "aria-label": label, style: { width: `${size}px`, height: `${size}px` },
      onclick: () => this.enter(cluster),
      onpointerenter: (event) => event.pointerType === "mouse" && this.openSoon(bubble),
      onfocus: () => element.matches(":focus-visible") && this.open(bubble) },
    el("img", { src: `/media/${cluster.photo_ids[0]}/thumb?h=160`, alt: "", loading: "lazy", draggable: "false" }),
    cluster.count > 1 && el("span", { class: "map-number" }, count(cluster.count)),
    cluster.towns.length > 0 && el("span", { class: "map-name" }, cluster.towns[0].name));
    const bubble = { element, cluster, at: project(cluster.lat, cluster.lon), size };
    this.put(bubble);
    this.container.append(element);
    return bubble;
  }

  put({ element, at, size }) {
    const { left, top } = this.camera.place(at);
    element.hidden = left < 0 || top < 0 || left > this.camera.width || top > this.camera.height; // or a focus would move the map
    element.style.transform = `translate(${left - size / 2}px, ${top - size / 2}px)`;
  }

  /** Go nearer where photos were taken in several places, else show them. */
  enter(cluster) {
    const view = this.camera.viewOf(cluster.bounds, this.camera.deepest);
    const isDeeper = cluster.town_count > 1 && view.zoom > this.camera.at.zoom + 0.3;
    if (isDeeper) this.camera.fly({ ...view, zoom: Math.min(view.zoom, 11) });
    else if (cluster.towns.length) location.assign(searchFor(cluster.towns[0]));
    else this.camera.zoomAround(1, this.camera.width / 2, this.camera.height / 2, { isFlight: true });
  }

  openSoon(bubble) {
    clearTimeout(this.opening);
    this.opening = setTimeout(() => this.open(bubble), OPEN_AFTER_MS);
  }

  async open(bubble) {
    if (this.card?.bubble === bubble) return;
    this.close();
    const { cluster } = bubble;
    const photos = el("div", { class: "map-card-photos" });
    const links = cluster.towns.map((town) => el("li", {},
      el("a", { href: searchFor(town) }, town.name), el("span", { class: "map-count" }, count(town.count))));
    const more = cluster.town_count - cluster.towns.length;
    const element = el("div", { class: "map-card" }, photos, el("p", { class: "map-card-title" }, nameOf(cluster)),
      el("p", { class: "small quiet" }, countPhotos(cluster.count)),
      cluster.town_count > 1 && el("ul", {}, ...links),
      more > 0 && el("p", { class: "small quiet" }, t("map.more_towns", { count: count(more) })));
    this.card = { element, bubble };
    bubble.element.after(element);
    const tiles = await told(() => get(`/api/photos?${cluster.photo_ids.map((id) => `ids=${id}`).join("&")}`)) ?? [];
    photos.append(...tiles.map((photo) => el("a", { href: `/photo/${photo.id}` },
      el("img", { src: thumbOf(photo, CARD_THUMB_PX), alt: photo.alt }))));
    photos.dataset.count = tiles.length;
    this.aim(element, bubble);
  }

  /** Put a card beside its picture, inside the map. */
  aim(element, { at, size }) {
    const { left, top } = this.camera.place(at);
    const isAbove = top - size / 2 > element.offsetHeight + 12;
    const x = Math.min(Math.max(left - element.offsetWidth / 2, 8), this.camera.width - element.offsetWidth - 8);
    const y = isAbove ? top - size / 2 - element.offsetHeight - 6 : top + size / 2 + 6;
    element.style.transform = `translate(${x}px, ${y}px)`;
    element.classList.add("is-placed");
  }

  close() {
    clearTimeout(this.opening);
    this.card?.element.remove();
    this.card = null;
  }
}

function nameOf({ towns, town_count: all }) {
  if (!towns.length) return t("map.nowhere");
  const first = `${towns[0].name}, ${towns[0].country}`;
  return all > 1 ? t("map.and_more", { place: towns[0].name, count: count(all - 1) }) : first;
}

function searchFor(town) {
  return `/search?q=${encodeURIComponent(town.query)}`;
}
