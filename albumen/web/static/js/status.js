// How the library is, asked again while something is at work.

import { get, post } from "./api.js";
import { el } from "./dom.js";
import { duration } from "./sizes.js";
import { count, t } from "./strings.js";
import { told } from "./toast.js";

const BUSY_MS = 1500;
const IDLE_MS = 15000;

let timer = 0;

function draw(status) {
  const { run } = status;
  const isRunning = run?.is_running ?? false;
  document.getElementById("headline").textContent = headline(status);
  document.getElementById("figures").replaceChildren(...figures(status));
  document.getElementById("work").replaceChildren(...status.work.map(drawWork));
  document.getElementById("curation").replaceChildren(...status.curation.map(drawJob));
  for (const button of document.querySelectorAll("[data-run]")) button.disabled = isRunning;
  document.getElementById("stop").hidden = !isRunning;
  const card = document.getElementById("run");
  card.hidden = !run;
  if (run) card.replaceChildren(...drawRun(run));
  clearTimeout(timer);
  timer = setTimeout(refresh, isRunning || status.is_busy ? BUSY_MS : IDLE_MS);
}

async function refresh() {
  if (document.hidden) timer = setTimeout(refresh, IDLE_MS);
  else await get("/api/status").then(draw, () => { timer = setTimeout(refresh, IDLE_MS); });
}

function headline({ work, photos, is_busy: isBusy }) {
  const search = work[0];
  const ready = search.waiting
    ? t("status.partly", { done: count(search.done), waiting: count(search.waiting) })
    : t("status.ready", { photos: count(photos) });
  return isBusy ? `${ready} ${t("status.busy")}` : ready;
}

function figures(status) {
  const shown = [
    ["photos", status.photos], ["files", status.files], ["places", status.places],
    ["offline", status.offline_photos], ["unreadable", status.unreadable_files],
  ].filter(([name, number]) => number || !["offline", "unreadable"].includes(name));
  return shown.map(([name, number]) =>
    el("div", { class: "figure" }, el("dt", {}, t(`status.${name}`)), el("dd", {}, count(number))));
}

function drawWork(work) {
  const total = work.done + work.waiting + work.failed;
  const parts = [t("status.done_of", { done: count(work.done), total: count(total) })];
  if (work.failed) parts.push(t("status.failed", { count: count(work.failed) }));
  if (work.waiting && work.photos_per_s) parts.push(rate(work.photos_per_s, work.seconds_left));
  return drawLine(t(`status.product_${work.product}`), parts.join(" · "), work.done, total);
}

function drawJob(job) {
  const said = job.error ? t("status.job_failed", { error: job.error }) : job.summary ?? t(`status.standing_${job.standing}`);
  return el("div", { class: "line" },
    el("div", { class: "line-head" }, el("span", {}, t(`status.job_${job.name}`)), el("span", {}, t(`status.standing_${job.standing}`))),
    el("p", { class: job.error ? "small note is-bad" : "small quiet" }, said));
}

function drawRun(run) {
  if (!run.is_running) {
    return [el("p", { class: run.error ? "note is-bad" : "note is-good" }, run.error ?? t(`status.ended_${run.work}`))];
  }
  const parts = run.total ? [t("status.done_of", { done: count(run.done), total: count(run.total) })] : [];
  if (run.per_second && run.done) parts.push(rate(run.per_second, run.seconds_left));
  return [el("h2", {}, t(`status.running_${run.work}`)), drawLine(run.step, parts.join(" · "), run.done, run.total)];
}

function drawLine(name, said, done, total) {
  return el("div", { class: "line" },
    el("div", { class: "line-head" }, el("span", {}, name), el("span", {}, said)),
    el("progress", { max: total || 1, value: total ? done : null, "aria-label": name }));
}

function rate(perSecond, secondsLeft) {
  const speed = t("status.rate", { rate: perSecond.toFixed(1) });
  return secondsLeft ? `${speed}, ${t("status.left", { time: duration(secondsLeft) })}` : speed;
}

for (const button of document.querySelectorAll("[data-run]")) {
  button.addEventListener("click", () => told(async () => {
    await post("/api/status/run", { work: button.dataset.run, retry_failed: "retry" in button.dataset });
    await refresh();
  }));
}
document.getElementById("stop").addEventListener("click", () => told(() => post("/api/status/stop")));

draw(JSON.parse(document.getElementById("status-data").textContent));
