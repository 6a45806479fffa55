// The picture that photos are searched by, kept in this browser alone: the server does not keep it, and a page may be loaded anew.

const DATABASE = "albumen";
const STORE = "pictures";

/** Keep a file in place of the one before; returns the name to find it by. */
export async function keepPicture(file) {
  const name = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
  const pictures = await open("readwrite");
  pictures.clear();
  await done(pictures.put(file, name));
  return name;
}

/** Find a file; null where it is not kept any more. */
export async function findPicture(name) {
  return (await done((await open("readonly")).get(name))) ?? null;
}

/** Forget the file. */
export async function forgetPicture() {
  await done((await open("readwrite")).clear());
}

async function open(mode) {
  const asking = indexedDB.open(DATABASE, 1);
  asking.onupgradeneeded = () => asking.result.createObjectStore(STORE);
  const database = await done(asking);
  return database.transaction(STORE, mode).objectStore(STORE);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
