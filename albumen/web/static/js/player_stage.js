// What a show draws: the title over its cover, photos that move slowly towards what matters in them, one fading into the next.
// The geometry is that of the exported slideshow (albumen/curation/slideshow/pans.py).

import { el } from "./dom.js";

const AHEAD = 2; // slides that are loaded before they are seen
const SIDES_PX = [1024, 1536, 2048, 3072]; // few sizes, so that a browser's cache helps
const END_LIGHT = 0.25; // of the last photo, when the show is over
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Stage {
  constructor(show, aspect) {
    Object.assign(this, { show, aspect });
    this.slides = [makeTitle(show), ...show.shots.map((shot) => makeShot(shot, aspect))];
    this.element = el("div", { class: "player-stage" }, ...this.slides.map((slide) => slide.element));
  }

  /** Whether a slide's picture has come, or will not. */
  isReady(index) {
    return this.slides[index].isReady;
  }

  describe(index) {
    return this.slides[index].description;
  }

  /** Draw the show at a time, in seconds. */
  draw(now) {
    const { fade_s: fade, seconds, end_fade_s: endFade } = this.show;
    const last = this.slides.length - 1;
    const current = this.slides.findLastIndex(({ starts }, index) => !index || now >= starts + (STILL.matches ? fade / 2 : 0));
    this.slides.forEach((slide, index) => {
      const isSeen = STILL.matches ? index === current : now >= slide.starts && (now < slide.ends || index === last);
      slide.element.hidden = !isSeen;
      if (index <= current + AHEAD && index >= current - 1) slide.load();
      if (!isSeen) return;
      const arrived = index && !STILL.matches ? Math.min(1, (now - slide.starts) / fade) : 1;
      slide.element.style.opacity = arrived;
      slide.move((now - slide.starts) / (slide.ends - slide.starts));
      if (slide.caption) slide.caption.style.opacity = STILL.matches ? 1 : captionOpacity(slide, now, fade);
    });
    this.element.style.opacity = Math.min(1, Math.max(END_LIGHT, (seconds - now) / endFade));
  }
}

/** A caption is gone before the next comes, so that they never stand on each other. */
function captionOpacity({ starts, ends }, now, fade) {
  return Math.min(1, Math.max(0, (2 * (now - starts)) / fade - 1), Math.max(0, (2 * (ends - now)) / fade - 1));
}

function makeTitle({ title, subtitle, cover, title_ends_s: ends }) {
  const image = el("img", { class: "player-cover", alt: "" });
  const element = el("section", { class: "player-slide player-title" }, image, el("h2", {}, title), el("p", {}, subtitle));
  return makeSlide(element, { starts: 0, ends, description: `${title}. ${subtitle}` }, [image], cover, 1024);
}

function makeShot(shot, aspect) {
  const { photo } = shot;
  const image = el("img", { alt: shot.description, draggable: "false" });
  const images = [image];
  const ratio = shot.has_margins ? aspect : photo.width / photo.height;
  const canvas = el("div", { class: "player-canvas", style: { aspectRatio: String(ratio) } });
  if (shot.has_margins) {
    const behind = el("img", { alt: "", class: "player-behind" });
    image.className = "player-between";
    images.push(behind);
    canvas.append(behind);
  }
  canvas.append(image);
  const caption = shot.caption ? el("figcaption", {}, shot.caption) : null;
  const element = el("figure", { class: "player-slide", hidden: true }, canvas, caption);
  const slide = makeSlide(element, { starts: shot.starts_s, ends: shot.ends_s, description: shot.description }, images, photo, sideFor(photo, shot));
  slide.caption = caption;
  slide.move = (progress) => {
    const share = STILL.matches ? 1 : ease(Math.min(1, Math.max(0, progress)));
    const [left, top, right] = shot.start.map((edge, at) => edge + (shot.end[at] - edge) * share);
    canvas.style.transform = `scale(${1 / (right - left)}) translate(${-100 * left}%, ${-100 * top}%)`;
  };
  return slide;
}

/** The preview is there at once; the larger picture takes its place when it has come. */
function makeSlide(element, times, [image, behind], photo, side) {
  const slide = { element, ...times, isReady: false, isAsked: false, caption: null, move: () => undefined };
  slide.load = () => {
    if (slide.isAsked) return;
    slide.isAsked = true;
    const done = () => { slide.isReady = true; };
    image.addEventListener("load", done, { once: true });
    image.addEventListener("error", done, { once: true });
    image.src = `/media/${photo.id}/preview`;
    if (behind) behind.src = `/media/${photo.id}/thumb?h=160`;
    const large = new Image();
    large.src = `/media/${photo.id}/cover?aspect=${aspectOf(photo)}&side=${side}`;
    large.decode().then(() => { image.src = large.src; }, () => undefined);
  };
  return slide;
}

/** The longest side, in pixels, at which a photo is sharp where the show looks nearest. */
function sideFor(photo, { start, end, has_margins: hasMargins }) {
  const nearest = Math.min(start[2] - start[0], end[2] - end[0]);
  const wide = (innerWidth * devicePixelRatio) / nearest;
  const needed = hasMargins ? Math.max(innerWidth, innerHeight) * devicePixelRatio : wide * Math.max(1, photo.height / photo.width);
  const side = SIDES_PX.find((pixels) => pixels >= needed) ?? SIDES_PX.at(-1);
  return Math.min(side, Math.max(photo.width, photo.height, 16));
}

function aspectOf({ width, height }) {
  return Math.min(10, Math.max(0.1, width / height)).toFixed(6);
}

/** 3t^2 - 2t^3: starts and stops gently. */
function ease(share) {
  return share * share * (3 - 2 * share);
}
