// @ts-check
// The box for a line of the scenario language: it offers lines and forms while one types, and shows what is wrong.
import { byId } from "./page.js";
import { write } from "./run.js";

const OFFER_LIMIT = 6;
const FORM_LIMIT = 4;

export class LineBox {
  /**
   * @param {string[]} forms
   * @param {(line: string) => void} run
   */
  constructor(forms, run) {
    this.forms = forms;
    this.input = /** @type {HTMLInputElement} */ (byId("line"));
    this.popup = /** @type {HTMLElement} */ (byId("popup"));
    this.list = /** @type {HTMLElement} */ (byId("offers"));
    this.chosen = -1;
    /** @type {string[]} the lines that can be run now */
    this.offers = [];
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    byId("write")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.close();
      run(this.input.value);
    });
  }

  /**
   * Show what is wrong with the line, "" if nothing is.
   * @param {string} text
   */
  error(text) {
    write(byId("line-error"), text);
    this.input.toggleAttribute("aria-invalid", Boolean(text));
    if (text) this.input.focus();
    else this.input.value = "";
  }

  /** Return the offered lines that start with what is typed; without one, those that hold it. */
  matches() {
    const typed = this.input.value.trimStart().toLowerCase();
    const others = this.offers.filter((line) => line.toLowerCase() !== typed);
    const starting = others.filter((line) => line.toLowerCase().startsWith(typed));
    return (starting.length ? starting : others.filter((line) => line.toLowerCase().includes(typed))).slice(0, OFFER_LIMIT);
  }

  /** Return the forms of the language that what is typed can become. */
  matchingForms() {
    const [verb = "", ...rest] = this.input.value.trimStart().toLowerCase().split(/\s+/);
    const known = this.forms.filter((form) => form.split(" ")[0].startsWith(verb) && (!rest.length || form.split(" ")[0] === verb));
    const nearer = known.filter((form) => form.toLowerCase().startsWith([verb, ...rest].join(" ")));
    return (nearer.length ? nearer : known).slice(0, FORM_LIMIT);
  }

  open() {
    write(byId("line-error"), "");
    this.input.removeAttribute("aria-invalid");
    const lines = this.matches();
    this.chosen = -1;
    this.list.replaceChildren(...lines.map((line, n) => this.option(line, n)));
    this.list.hidden = lines.length === 0;
    const forms = this.matchingForms().map((form) => Object.assign(document.createElement("code"), { textContent: form }));
    byId("forms")?.replaceChildren(...forms);
    this.popup.hidden = lines.length + forms.length === 0;
    this.input.setAttribute("aria-expanded", String(lines.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.popup.hidden = true;
    this.chosen = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /**
   * @param {string} line
   * @param {number} n
   */
  option(line, n) {
    const made = document.createElement("li");
    made.id = `offer-${n}`;
    made.textContent = line;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the box keeps the focus
      this.take(line);
    });
    return made;
  }

  /** @param {string} line */
  take(line) {
    this.input.value = line;
    this.close();
    write(byId("line-error"), "");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key } = event;
    const count = this.list.children.length;
    if (key === "Escape") {
      if (this.popup.hidden) this.input.blur();
      this.close();
    } else if (key === "ArrowDown" && this.popup.hidden) {
      event.preventDefault();
      this.open();
    } else if ((key === "ArrowDown" || key === "ArrowUp") && count) {
      event.preventDefault();
      const by = key === "ArrowDown" ? 1 : -1;
      this.choose(this.chosen < 0 ? (by > 0 ? 0 : count - 1) : (this.chosen + by + count) % count);
    } else if ((key === "Enter" && this.chosen >= 0) || (key === "Tab" && !event.shiftKey && !this.popup.hidden && count)) {
      event.preventDefault();
      this.take(this.list.children[Math.max(0, this.chosen)].textContent ?? "");
    }
  }

  /** @param {number} n */
  choose(n) {
    this.list.children[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = n;
    const option = this.list.children[n];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }
}
