"use strict";
{
  const root = document.documentElement, main = document.querySelector("main"), music = document.querySelector("audio");
  const slides = [...document.querySelectorAll(".slide")].map((element) => ({
    element,
    starts: Number(element.dataset.starts),
    ends: Number(element.dataset.ends),
    views: (element.dataset.views || "").split(" ").map((view) => view.split(",").map(Number)),
    canvas: element.classList.contains("title") ? null : makeCanvas(element),
  }));
  const fade = Number(main.dataset.fade), end = slides[slides.length - 1].ends, endFade = Number(main.dataset.endFade);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const button = (name) => document.querySelector(`[data-do="${name}"]`);
  const said = document.querySelector(".said"), counter = document.querySelector("output");
  let now = 0, last = 0, playing = false, told = -1, rest = 0;

  function makeCanvas(figure) {
    const photo = figure.querySelector("img"), canvas = document.createElement("div");
    canvas.className = "canvas";
    const margins = "margins" in figure.dataset;
    canvas.style.aspectRatio = margins ? "var(--aspect)" : `${photo.width} / ${photo.height}`;
    if (margins) {
      const behind = new Image();
      behind.src = photo.src;
      behind.alt = "";
      behind.className = "behind";
      photo.className = "between";
      canvas.append(behind);
    }
    figure.prepend(canvas);
    canvas.append(photo);
    return canvas;
  }

  const ease = (t) => t * t * (3 - 2 * t);

  function move(slide, progress) {
    const [from, to] = slide.views, share = still.matches ? 1 : ease(Math.min(1, Math.max(0, progress)));
    const [left, top, right] = from.map((edge, at) => edge + (to[at] - edge) * share);
    slide.canvas.style.transform = `scale(${1 / (right - left)}) translate(${-100 * left}%, ${-100 * top}%)`;
  }

  function current() {
    let at = 0;
    slides.forEach((slide, index) => { if (now >= slide.starts + fade / 2) at = index; });
    return at;
  }

  function draw() {
    const at = current();
    slides.forEach((slide, index) => {
      const seen = still.matches ? index === at : now >= slide.starts && (now < slide.ends || index === slides.length - 1);
      slide.element.hidden = !seen;
      if (!seen) return;
      const arrived = index === 0 || still.matches ? 1 : Math.min(1, (now - slide.starts) / fade);
      slide.element.style.opacity = arrived;
      if (slide.canvas) move(slide, (now - slide.starts) / (slide.ends - slide.starts));
    });
    if (music) music.volume = Math.min(1, Math.max(0, (end - now) / (2 * endFade)));
    if (at !== told) tell(at);
  }

  function tell(at) {
    told = at;
    counter.textContent = at ? `${at} / ${slides.length - 1}` : "";
    const photo = slides[at].element.querySelector(".canvas img:last-child");
    if (!playing && photo) said.textContent = `Photo ${at} of ${slides.length - 1}: ${photo.alt}`;
  }

  function tick(time) {
    if (!playing) return;
    now = Math.min(end, now + Math.min(0.25, (time - last) / 1000));
    last = time;
    draw();
    if (now >= end) play(false);
    else requestAnimationFrame(tick);
  }

  function play(wanted) {
    if (wanted && now >= end) now = 0;
    playing = wanted;
    main.classList.toggle("playing", wanted);
    button("play").setAttribute("aria-label", wanted ? "Pause" : "Play");
    if (music && wanted) music.play().catch(() => undefined);
    else if (music) music.pause();
    last = performance.now();
    if (wanted) requestAnimationFrame(tick);
  }

  function show(at) {
    const index = Math.min(slides.length - 1, Math.max(0, at));
    now = index ? slides[index].starts + fade : 0;
    draw();
  }

  const actions = {
    play: () => play(!playing),
    back: () => show(current() - 1),
    next: () => show(current() + 1),
    first: () => show(0),
    last: () => show(slides.length - 1),
    mute: () => {
      if (!music) return;
      music.muted = !music.muted;
      button("mute").setAttribute("aria-pressed", String(music.muted));
    },
    full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
  };
  const keys = { " ": "play", ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last", m: "mute", f: "full" };

  function wake() {
    main.classList.remove("idle");
    clearTimeout(rest);
    rest = setTimeout(() => main.classList.add("idle"), 2500);
  }

  for (const kind of ["pointermove", "pointerdown", "keydown"]) document.addEventListener(kind, wake);
  document.querySelectorAll("[data-do]").forEach((element) => element.addEventListener("click", () => actions[element.dataset.do]()));
  document.querySelector(".start").addEventListener("click", () => { play(true); button("play").focus(); });
  document.addEventListener("keydown", (event) => {
    const name = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!name || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    actions[name]();
  });
  still.addEventListener("change", draw);
  root.classList.add("js");
  draw();
}
