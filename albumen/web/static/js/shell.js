// What every page does: the search box's key, and the ways to the main views.

import { onKey } from "./keys.js";
import { t } from "./strings.js";

onKey("/", t("keys.search"), () => document.getElementById("q").select());
onKey("g p", t("keys.go_timeline"), () => location.assign("/"));
onKey("g m", t("keys.go_memories"), () => location.assign("/memories"));
