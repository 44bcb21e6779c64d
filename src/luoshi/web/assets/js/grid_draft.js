// Keeps unsent values on this device, one draft a sheet and person, until the server holds the same. What the editor was
// shown first (edition, base, token) is kept with them, so that the server can tell what others have changed since.
import { same } from "./grid_check.js";

const PREFIX = "luoshi-draft:";
const FRAME = ["edition", "base", "token"];
const TRIES = 3;
const PAUSE = 1000;

/** The keys of all drafts on this device. */
export function draftKeys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

export class Draft {
  constructor(table, inputs, say) {
    this.key = table.dataset.sheet ? PREFIX + table.dataset.sheet : null;
    this.form = table.closest("form");
    this.inputs = inputs;
    this.say = say;
    if (!this.key || !this.form) return;
    this.edition = this.form.elements.edition.value;
    // The answer to a post shows what was typed beside what is stored now: it is the newer draft.
    if ("answered" in table.dataset) this.keep();
    else this.restore();
    this.form.addEventListener("submit", (event) => this.onSubmit(event));
    addEventListener("online", () => this.sendQueued());
    addEventListener("offline", () => this.read() && this.say("draft_offline"));
    if (navigator.onLine) this.sendQueued();
  }

  read() {
    const kept = this.key && localStorage.getItem(this.key);
    return kept ? JSON.parse(kept) : null;
  }

  /** What is not on the server: where somebody else's figure was chosen in a conflict, one's own is given up. */
  changed() {
    const givenUp = (input) => this.form.elements[`k-${input.name.slice(2)}`]?.value === "theirs";
    return this.inputs.filter((input) => !same(input.value, input.dataset.stored) && !givenUp(input));
  }

  keep(queued = "") {
    if (!this.key || !this.form) return;
    const changed = this.changed();
    if (!changed.length && !queued) {
      this.clear();
      return;
    }
    const values = Object.fromEntries(changed.map((input) => [input.name, input.value]));
    const frame = Object.fromEntries(FRAME.map((name) => [name, this.form.elements[name].value]));
    localStorage.setItem(this.key, JSON.stringify({ ...frame, values, queued }));
  }

  /** Put the kept values back, unless the server holds the same by now. */
  restore() {
    const kept = this.read();
    if (!kept) return;
    const open = this.inputs.filter(
      (input) => input.name in kept.values && !same(kept.values[input.name], input.dataset.stored),
    );
    // To be submitted is also what nobody changed, unless the sheet has moved on since.
    if (!open.length && !(kept.queued === "submit" && kept.edition === this.edition)) {
      this.clear();
      return;
    }
    for (const input of open) input.value = kept.values[input.name];
    for (const name of FRAME) this.form.elements[name].value = kept[name];
    this.say(navigator.onLine ? "draft_restored" : "draft_offline");
  }

  onSubmit(event) {
    if (navigator.onLine) {
      if (!this.sending) this.keep();
      return;
    }
    event.preventDefault();
    this.keep(event.submitter?.value ?? "save");
    this.say("draft_queued");
  }

  /** Send what was to be sent while there was no connection. A connection that is hardly back is tried a few times,
   * then the reader sends it; the draft stays until the server holds the same. */
  sendQueued() {
    const kept = this.read();
    // A sheet that has moved on since is looked at by its reader first.
    if (!kept?.queued || kept.edition !== this.edition || (kept.tries ?? 0) >= TRIES) return;
    const tries = (kept.tries ?? 0) + 1;
    localStorage.setItem(this.key, JSON.stringify({ ...kept, tries }));
    setTimeout(() => {
      this.sending = kept.queued;
      this.form.requestSubmit(this.form.querySelector(`button[name=do][value="${CSS.escape(kept.queued)}"]`));
    }, tries * PAUSE);
  }

  clear() {
    if (this.key) localStorage.removeItem(this.key);
  }
}
