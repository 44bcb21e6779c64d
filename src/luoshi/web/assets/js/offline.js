// A sheet opens without a connection, from what the browser kept of it; signing out takes everything from the device.
import { draftKeys } from "./grid_draft.js";
import { message } from "./messages.js";

if ("serviceWorker" in navigator && document.querySelector("table[data-grid]")) {
  navigator.serviceWorker.register("/worker.js");
}

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    const kept = draftKeys();
    // The reader is asked: what is removed here exists nowhere else.
    if (kept.length && !confirm(message("sign_out_drafts", { count: kept.length }))) {
      event.preventDefault();
      return;
    }
    kept.forEach((key) => localStorage.removeItem(key));
  });
}
