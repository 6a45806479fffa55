// What every page does: the search box's key, and the ways to the main views.

import { onKey } from "./keys.js";
import { suggestFor } from "./search_box.js";
import { acceptPictures } from "./search_drop.js";
import { t } from "./strings.js";

const box = document.getElementById("q");
suggestFor(box);
acceptPictures(box.form);

// On a phone the navigation is a strip that scrolls.
document.querySelector(".rail [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

onKey("/", t("keys.search"), () => box.select());
onKey("g p", t("keys.go_timeline"), () => location.assign("/"));
onKey("g m", t("keys.go_memories"), () => location.assign("/memories"));
