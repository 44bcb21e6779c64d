// [data-reader]: a document at the left, cards at the right. A card names its sentences, a sentence finds
// its card; j and k move, a, e and r press the card's own buttons.
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

function activate(card, { from = "keys" } = {}) {
  for (const marked of reader().querySelectorAll(".is-active")) marked.classList.remove("is-active");
  for (const other of cards()) other.removeAttribute("aria-current");
  card.classList.add("is-active");
  card.setAttribute("aria-current", "true");
  const sentences = sentencesOf(card);
  for (const sentence of sentences) sentence.classList.add("is-active");
  if (from !== "card") card.scrollIntoView({ block: "nearest" });
  if (from !== "sentence") reveal(sentences[0]);
}

function step(by) {
  const all = cards();
  const at = all.findIndex((card) => card.classList.contains("is-active"));
  const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  activate(next);
}

function press(action) {
  const card = cards().find((each) => each.classList.contains("is-active"));
  card?.querySelector(`[data-action="${action}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
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
  const sentence = event.target.closest("[data-sentence]");
  const named = (card) => (card.dataset.sentences ?? "").split(" ").includes(sentence?.dataset.sentence);
  const card = event.target.closest("[data-card]") ?? (sentence && cards().find(named));
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

// An address that names a card (#draft-12) opens on it, and j, k, a go on from there.
document.addEventListener("DOMContentLoaded", () => {
  const named = reader() && document.getElementById(location.hash.slice(1));
  if (named?.matches("[data-card]")) activate(named);
});
