// Adding a folder, which begins to index it, and taking one out, which asks first.

import { post } from "./api.js";
import { told } from "./toast.js";

document.getElementById("add-root").addEventListener("submit", (event) => {
  event.preventDefault();
  const path = new FormData(event.target).get("path").trim();
  told(async () => {
    await post("/api/settings/roots", { path });
    await post("/api/status/run", { work: "index" });
    location.assign("/status");
  });
});

const dialog = document.getElementById("confirm-remove");
let removing = null;
for (const button of document.querySelectorAll("[data-remove]")) {
  button.addEventListener("click", () => {
    removing = button.dataset.remove;
    document.getElementById("remove-path").textContent = button.dataset.path;
    dialog.showModal();
  });
}
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  told(async () => {
    await post(`/api/settings/roots/${removing}/remove`);
    location.reload();
  });
});
