// Duplicates side by side: keep the best and move the others to the trash, or keep all; either can be taken back.

import { get, post } from "./api.js";
import { compare } from "./compare.js";
import { el, icon } from "./dom.js";
import { bytes } from "./sizes.js";
import { count, t } from "./strings.js";
import { toast, told } from "./toast.js";

const list = document.getElementById("groups");

if (list) start(JSON.parse(document.getElementById("duplicates-data").textContent));

function start(first) {
  const kind = list.dataset.kind;
  const more = document.getElementById("more");
  let next = first.next;
  const add = (page) => {
    list.append(...page.groups.map(makeGroup));
    next = page.next;
    more.hidden = next === null;
  };
  more.addEventListener("click", () => told(async () => {
    // What was settled since lies no more before the next page.
    const settled = list.querySelectorAll("[data-settled]").length;
    add(await get(`/api/duplicates?offset=${next - settled}${kind ? `&kind=${kind}` : ""}`));
  }));
  document.getElementById("review-all").addEventListener("click", () => told(() => reviewAll(kind || null)));
  add(first);
}

function makeGroup(group) {
  const card = el("article", { class: "card group", "aria-label": `${group.name}: ${group.reason}` },
    el("div", { class: "group-head" },
      el("span", { class: "chip is-on" }, t(`duplicates.kind_${group.kind}`)),
      el("p", {}, group.reason)),
    el("ul", { class: "members" }, ...group.members.map((member) => makeMember(group, member))),
    group.gains.length > 0 && el("ul", { class: "gains" }, ...group.gains.map((gain) => el("li", {}, t("duplicates.gets", { what: gain })))),
    el("div", { class: "group-actions" },
      group.leaving > 0 && el("button", { class: "button primary", type: "button", onclick: () => keepBest(card, group) },
        icon("check"), t("duplicates.keep_best", { files: files(group.leaving), size: bytes(group.size_bytes) })),
      el("button", { class: "button", type: "button", onclick: () => keepAll(card, group) }, t("duplicates.keep_all")),
      group.problem && el("p", { class: "small quiet" }, group.problem)));
  return card;
}

function makeMember(group, member) {
  const { photo } = member;
  const name = member.path ? member.path.split("/").at(-1) : t("photo.alt_photo");
  return el("li", { class: member.is_best ? "member is-best" : "member" },
    el("button", { class: "member-picture", type: "button", "aria-label": t("duplicates.compare", { name }), onclick: () => compare(group) },
      el("img", { src: `/media/${photo.id}/thumb?h=320&v=${photo.version}`, alt: photo.alt, loading: "lazy" }),
      member.is_best && el("span", { class: "member-mark" }, t("duplicates.best"))),
    el("div", { class: "member-facts" },
      el("span", {}, member.reason),
      photo.width && el("span", { class: "quiet" }, `${photo.width} × ${photo.height}`),
      member.path && el("span", { class: "path", title: member.path }, member.path.split("/").slice(-3).join("/")),
      member.movie && el("span", { class: "path" }, t("duplicates.with_movie", { path: member.movie }))));
}

async function keepBest(card, group) {
  const done = await busy(card, () => post("/api/duplicates/review", { group_ids: [group.id] }));
  if (done) settle([card], done);
}

async function keepAll(card, group) {
  const kept = await busy(card, async () => (await post(`/api/duplicates/${group.id}/keep`), true));
  if (!kept) return;
  hide([card]);
  toast(t("duplicates.kept"), { label: t("app.undo"), run: () => told(async () => {
    await post(`/api/duplicates/${group.id}/reopen`);
    show([card]);
  }) });
}

async function reviewAll(kind) {
  const plan = await post("/api/duplicates/plan", { of_all: true, kind });
  const said = t("duplicates.confirm", { files: files(plan.files), groups: count(plan.groups), size: bytes(plan.size_bytes) });
  if (!(await confirm(said))) return;
  const done = await post("/api/duplicates/review", { of_all: true, kind });
  settle([], done, () => location.reload());
}

/** Say what was moved, with the way back; `after` runs once the message is up, unless it is undone. */
function settle(cards, done, after = null) {
  hide(cards);
  for (const problem of done.problems) toast(problem);
  if (done.batch === null) {
    show(cards);
    return;
  }
  toast(t("duplicates.moved", { files: files(done.files), size: bytes(done.size_bytes) }), {
    label: t("app.undo"),
    run: () => told(async () => {
      const back = await post(`/api/trash/${done.batch}/restore`);
      for (const problem of back.problems) toast(problem);
      toast(t("duplicates.back", { files: files(back.files) }));
      if (cards.length) show(cards);
      else location.reload();
    }),
  });
  after?.();
}

function hide(cards) {
  for (const card of cards) {
    card.hidden = true;
    card.dataset.settled = "";
  }
}

function show(cards) {
  for (const card of cards) {
    card.hidden = false;
    delete card.dataset.settled;
  }
}

async function busy(card, work) {
  card.setAttribute("aria-busy", "true");
  const done = await told(work);
  card.removeAttribute("aria-busy");
  return done;
}

function confirm(text) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { "aria-label": t("duplicates.confirm_title"), onclose: () => { resolve(dialog.returnValue === "yes"); dialog.remove(); } },
      el("h2", {}, t("duplicates.confirm_title")), el("p", {}, text),
      el("form", { method: "dialog", class: "row dialog-actions" },
        el("button", { class: "button", value: "no", autofocus: true }, t("duplicates.confirm_no")),
        el("button", { class: "button primary", value: "yes" }, t("duplicates.confirm_yes"))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function files(number) {
  return number === 1 ? t("duplicates.one_file") : t("duplicates.many_files", { count: count(number) });
}
