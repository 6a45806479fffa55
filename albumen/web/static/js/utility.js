// The photo page goes from one picture of a list to the next.

import { rememberPhotos } from "./photo_list.js";

rememberPhotos([...document.querySelectorAll("[data-photo]")].map((link) => Number(link.dataset.photo)));
