// A sheet opens without a connection, from what the browser kept of it; signing out takes everything from the device.
import { draftKeys } from "./grid_draft.js";
import { message } from "./messages.js";

if ("serviceWorker" in navigator && document.querySelector("table[data-grid]")) {
  const { serviceWorker } = navigator;
  // The first sheet was there before the worker: it is asked for once more, for a copy to be kept.
  if (!serviceWorker.controller) serviceWorker.addEventListener("controllerchange", keepThisPage, { once: true });
  serviceWorker.register("/worker.js");
}

function keepThisPage() {
  const drawnWith = performance.getEntriesByType("resource").map((entry) => entry.name);
  const addresses = [location.href.split("#")[0], ...drawnWith.filter((name) => name.includes("/static/"))];
  for (const address of new Set(addresses)) fetch(address).catch(() => undefined);
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
