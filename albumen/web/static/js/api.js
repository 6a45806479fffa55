// Talking to the server: JSON in, JSON out, and the server's own words when something is refused.

import { t } from "./strings.js";

const csrf = document.querySelector('meta[name="csrf"]').content;

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Ask for JSON. */
export function get(path, { signal } = {}) {
  return send(path, { signal });
}

/** Change something: `body` is sent as JSON. */
export function post(path, body = {}, { method = "POST", signal } = {}) {
  return send(path, {
    method, signal, body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "X-Albumen-CSRF": csrf },
  });
}

/** Send a file's bytes as they are. */
export function upload(path, file, { signal } = {}) {
  return send(path, {
    method: "POST", signal, body: file,
    headers: { "Content-Type": "application/octet-stream", "X-Albumen-CSRF": csrf },
  });
}

async function send(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(t("app.offline"), 0);
  }
  const said = answer.status === 204 ? null : await answer.json().catch(nullUnlessAborted);
  if (!answer.ok) throw new ApiError(said?.error ?? `${t("app.failed")} (${answer.status})`, answer.status);
  return said;
}

function nullUnlessAborted(error) {
  if (error.name === "AbortError") throw error;
  return null;
}
