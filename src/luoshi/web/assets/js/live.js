// Tells what a partial update did: to screen readers on success, to everyone on failure.
import { announce, message } from "./messages.js";

function report(code) {
  const flashes = document.getElementById("flashes");
  const note = document.createElement("p");
  note.className = "flash flash-error";
  note.setAttribute("role", "alert");
  note.textContent = message(code);
  flashes?.replaceChildren(note);
}

document.addEventListener("htmx:afterSwap", (event) => {
  const swapped = event.detail.target;
  announce(swapped.dataset.announce ?? message("updated"));
  const focus = swapped.querySelector("[data-focus-after-swap]");
  if (focus) focus.focus();
});
document.addEventListener("htmx:sendError", () => report("offline"));
document.addEventListener("htmx:responseError", (event) => {
  report(event.detail.xhr.status === 403 ? "forbidden" : "failed");
});
