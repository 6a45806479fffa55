// What every page does: the search box's key, and the ways to the main views.

import { onKey } from "./keys.js";
import { suggestFor } from "./search_box.js";
import { acceptPictures } from "./search_drop.js";
import { t } from "./strings.js";

const box = document.getElementById("q");
suggestFor(box);
acceptPictures(box.form);

onKey("/", t("keys.search"), () => box.select());
onKey("g p", t("keys.go_timeline"), () => location.assign("/"));
onKey("g m", t("keys.go_memories"), () => location.assign("/memories"));
