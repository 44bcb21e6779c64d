// Keeps one's own sheets, and what they are drawn with, to be opened without a connection. The network comes first;
// figures are sent by the page, never from here. Signing in or out forgets every sheet.
const SHEETS = "luoshi-sheets";
const DRAWN_WITH = "luoshi-static";
const SHEET = /^\/reports\/[^/]+\/[^/]+\/[^/]+\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(cache, request, response) {
  const shelf = await caches.open(cache);
  await shelf.put(request.url, response);
}

async function fresh(request, cache, kept) {
  try {
    const response = await fetch(request);
    if (response.ok && !response.redirected && kept(response)) await keep(cache, request, response.clone());
    return response;
  } catch (error) {
    const found = await caches.match(request.url);
    if (found) return found;
    throw error;
  }
}

async function sent(request) {
  try {
    return await fetch(request);
  } catch (error) {
    // The page is opened again from what was kept, and says that its draft is not sent.
    if (await caches.match(request.url)) return Response.redirect(request.url, 303);
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/sign-")) event.waitUntil(caches.delete(SHEETS));
  else if (url.pathname.startsWith("/static/") && request.method === "GET")
    event.respondWith(fresh(request, DRAWN_WITH, () => true));
  else if (SHEET.test(url.pathname) && request.method === "GET")
    event.respondWith(fresh(request, SHEETS, (response) => response.headers.has("X-Luoshi-Keep")));
  else if (SHEET.test(url.pathname) && request.mode === "navigate") event.respondWith(sent(request));
});
