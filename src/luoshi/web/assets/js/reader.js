// [data-reader]: a document at the left, cards at the right. A card names its sentences (of a number check, its
// numbers, the judged one as data-claim), a sentence finds its cards one after the other; j and k move, a, e and
// r press the card's own buttons, Escape leads from its form back to the card.
import { isTyping } from "./keys.js";

const ACTIONS = { a: "accept", e: "edit", r: "reject" };

function reader() {
  return document.querySelector("[data-reader]");
}

function cards() {
  return [...reader().querySelectorAll("[data-card]")];
}

function sentencesOf(card) {
  const ids = (card.dataset.sentences ?? "").split(" ").filter(Boolean);
  return ids.map((id) => reader().querySelector(`[data-sentence="${CSS.escape(id)}"]`)).filter(Boolean);
}

// Scrolls the document inside its own frame, so that the page stays where the reader is working.
function reveal(sentence) {
  const source = sentence?.closest(".reader-source");
  if (!source) return;
  const below = sentence.getBoundingClientRect().top - source.getBoundingClientRect().top;
  source.scrollTop += below - source.clientHeight / 3;
}

function clear() {
  for (const marked of reader().querySelectorAll(".is-active")) marked.classList.remove("is-active", "is-claim");
  for (const other of cards()) other.removeAttribute("aria-current");
}

// A list outside the reader points at one number of the text.
function point(id) {
  const number = reader().querySelector(`[data-sentence="${CSS.escape(id)}"]`);
  if (!number) return;
  clear();
  number.classList.add("is-active", "is-claim");
  reveal(number);
  number.closest(".reader-source").scrollIntoView({ block: "nearest" });
}

function activate(card, { from = "keys" } = {}) {
  clear();
  card.classList.add("is-active");
  card.setAttribute("aria-current", "true");
  const sentences = sentencesOf(card);
  for (const sentence of sentences) {
    sentence.classList.add("is-active");
    if (sentence.dataset.sentence === card.dataset.claim) sentence.classList.add("is-claim");
  }
  if (from !== "card") card.scrollIntoView({ block: "nearest" });
  if (from !== "sentence") reveal(sentences[0]);
}

function step(by) {
  const all = cards();
  const at = all.findIndex((card) => card.classList.contains("is-active"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return;
  focusOn(next);
  activate(next);
}

function press(action) {
  const card = cards().find((each) => each.classList.contains("is-active"));
  const button = card?.querySelector(`[data-action="${action}"]`);
  // A form that is open, after a refusal for example, stays open: the key leads into it.
  if (!button?.matches("summary")) return button?.click();
  button.parentElement.open = true;
  enter(button.parentElement);
}

// The first field of a form that was opened; where there is none to fill in, its first button.
function enter(opened) {
  const places = [...opened.querySelectorAll("input, select, textarea, button")];
  places.find((place) => place.offsetParent && place.type !== "hidden")?.focus();
}

// The card of a sentence; of several, the one behind the card that is active already.
function cardOf(sentence) {
  const named = cards().filter((card) => (card.dataset.sentences ?? "").split(" ").includes(sentence.dataset.sentence));
  const at = named.findIndex((card) => card.classList.contains("is-active"));
  return named[(at + 1) % named.length];
}

function focusOn(card) {
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
}

function leaveForm(field) {
  const card = field.closest("[data-card]");
  if (card) focusOn(card);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && reader() && isTyping(event.target)) return leaveForm(event.target);
  if (!reader() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (ACTIONS[event.key]) press(ACTIONS[event.key]);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!reader()) return;
  const pointer = event.target.closest("[data-number]");
  if (pointer) return point(pointer.dataset.number);
  const sentence = event.target.closest("[data-sentence]");
  const card = event.target.closest("[data-card]") ?? (sentence && cardOf(sentence));
  if (card) activate(card, { from: sentence ? "sentence" : "card" });
});

document.addEventListener("focusin", (event) => {
  const card = reader() && event.target.closest("[data-card]");
  if (card && !card.classList.contains("is-active")) activate(card);
});

// A card that was answered comes back replaced; stay where the reader was.
document.addEventListener("htmx:afterSettle", () => {
  if (!reader() || cards().some((card) => card.classList.contains("is-active"))) return;
  const pending = cards().find((card) => card.dataset.state === "draft");
  if (pending) activate(pending);
});

// An address that names a card (#draft-12) opens on it, and so does an answer that was refused: j, k, a, e go on from there.
document.addEventListener("DOMContentLoaded", () => {
  const refused = reader()?.querySelector("[data-refused]");
  const named = reader() && document.getElementById(location.hash.slice(1));
  const card = refused ?? (named?.matches("[data-card]") && named);
  if (card) activate(card);
  if (refused) focusOn(refused);
});
