// Copies of unsaved texts in this browser (IndexedDB), until the server has them. A copy belongs to one open page: the
// page holds a lock of its name, so that another tab knows a living copy from one that was left behind.

const NAME = "desk-texts";
const STORE = "copies";
const lockOf = (id) => `desk-text:${id}`;

let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function change(mode, work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(STORE, mode);
    const asked = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

export const put = (copy) => change("readwrite", (store) => store.put(copy));

const drop = (id) => change("readwrite", (store) => store.delete(id));

const find = (id) => change("readonly", (store) => store.get(id));

/** Drop a copy by its name, and those that its text was in before. */
export async function forget(id) {
  const found = await find(id);
  for (const each of [id, ...(found?.after ?? [])]) await drop(each);
}

const all = () => change("readonly", (store) => store.getAll());

/** From now on until this page is gone its copy is a living one. */
export function hold(id) {
  navigator.locks?.request(lockOf(id), () => new Promise(() => {}));
}

/** The copies of one person and place that no open page holds, newest first; and whether some are still held. */
export async function leftBehind(place, birth, writer) {
  const mine = (await all()).filter((copy) => copy.writer === writer && (copy.place === place || copy.birth === birth));
  const locks = (await navigator.locks?.query())?.held ?? [];
  const held = new Set(locks.map((lock) => lock.name));
  const free = mine.filter((copy) => !held.has(lockOf(copy.id))).sort((one, other) => other.at - one.at);
  return { free, held: mine.length > free.length };
}
