// Bringing back what a review moved, and emptying the trash, which asks first.

import { post } from "./api.js";
import { t } from "./strings.js";
import { toast, told } from "./toast.js";

for (const button of document.querySelectorAll("[data-restore]")) {
  button.addEventListener("click", () => told(async () => {
    button.disabled = true;
    try {
      const back = await post(`/api/trash/${button.dataset.restore}/restore`);
      back.problems.forEach((problem) => toast(problem));
      if (!back.problems.length) location.reload();
    } finally {
      button.disabled = false;
    }
  }));
}

const dialog = document.getElementById("confirm-empty");
document.getElementById("empty")?.addEventListener("click", () => dialog.showModal());
dialog?.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  told(async () => {
    await post("/api/trash/empty", { older_than_s: 0 });
    toast(t("trash.emptied"));
    location.reload();
  });
});
