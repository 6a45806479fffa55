// What people read, from strings.json, which every page carries.

const strings = JSON.parse(document.getElementById("strings").textContent);

/** Return a string with its values put in: t("photo.alt_where", { place: "Lisbon" }). */
export function t(name, values = {}) {
  if (!(name in strings)) throw new Error(`there is no string ${name}`);
  return strings[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

const numbers = new Intl.NumberFormat("en");

/** Write a number as people read it: 12,345. */
export function count(number) {
  return numbers.format(number);
}
