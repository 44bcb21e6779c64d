// "/" searches, "?" lists the keys, "g" and a letter goes to a page.
const WAIT = 1200;
let goingUntil = 0;

/** True while the reader is typing, so that letters are letters. */
export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function search() {
  const field = document.querySelector("[data-search], input[type=search]");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function go(letter) {
  const link = document.querySelector(`a[data-go="${CSS.escape(letter)}"]`);
  link?.click();
  return Boolean(link);
}

function handle(key) {
  if (Date.now() < goingUntil) {
    goingUntil = 0;
    return go(key);
  }
  if (key === "g") {
    goingUntil = Date.now() + WAIT;
    return true;
  }
  if (key === "/") return search();
  if (key === "?") {
    document.getElementById("key-list")?.showModal();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (handle(event.key)) event.preventDefault();
});
