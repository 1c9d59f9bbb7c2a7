// @ts-check
// Shared by all pages: elements, keys, the help dialog, the address, and compressed data.

/**
 * Return the element with this id.
 * @param {string} id
 * @returns {HTMLElement | null}
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Run `act` when the element with this id is clicked, if the page has one.
 * @param {string} id
 * @param {() => void} act
 */
export function onClick(id, act) {
  byId(id)?.addEventListener("click", act);
}

/**
 * Return the data of the page.
 * @returns {any}
 */
export function pageData() {
  return JSON.parse(byId("data")?.textContent ?? "null");
}

/**
 * Listen for keys, but not for those that the focused control uses.
 * @param {Record<string, () => void>} keys
 * @param {() => Record<string, () => void> | undefined} nearer keys that have priority at the moment, if any
 */
export function listen(keys, nearer = () => undefined) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const act = nearer()?.[event.key] ?? keys[event.key];
    if (!act || uses(target, event.key)) return;
    event.preventDefault();
    act();
  });
}

/**
 * Return whether a control uses a key.
 * @param {HTMLElement} target
 * @param {string} key
 */
function uses(target, key) {
  if (target instanceof HTMLInputElement) {
    if (target.type === "text") return true;
    if (target.type === "radio") return key.startsWith("Arrow") || key === " ";
    return key === " " || (target.type === "range" && (key.startsWith("Arrow") || key === "Home" || key === "End"));
  }
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return key === " " && (target instanceof HTMLButtonElement || target.tagName === "SUMMARY" || target.tagName === "A");
}

/** Open the list of keys. */
export function showHelp() {
  const dialog = /** @type {HTMLDialogElement | null} */ (byId("help"));
  dialog?.showModal();
}

/**
 * Return the parameters after the # of the address.
 * @returns {URLSearchParams}
 */
export function place() {
  return new URLSearchParams(location.hash.slice(1));
}

/**
 * Set parameters after the # of the address and keep the others, without a new history entry.
 * @param {Record<string, string | null>} parameters null removes a parameter
 */
export function setPlace(parameters) {
  const now = place();
  for (const [name, value] of Object.entries(parameters)) value === null ? now.delete(name) : now.set(name, value);
  try {
    history.replaceState(null, "", "#" + now.toString());
  } catch {
    // inside another document, such as a notebook, the address is not this page's
  }
}

/**
 * Return the uncompressed bytes of the element with this id.
 * @param {string} id
 * @returns {Promise<Blob>}
 */
export async function unpacked(id) {
  const text = atob((byId(id)?.textContent ?? "").trim());
  const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).blob();
}

/**
 * Download bytes as a file.
 * @param {Blob} bytes
 * @param {string} name
 */
export function save(bytes, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/**
 * Return an SVG text that the kit drew as an element.
 * @param {string} text
 * @returns {Element}
 */
export function drawn(text) {
  const parsed = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
  if (!parsed) throw new Error("no drawing");
  return document.importNode(parsed, true);
}
