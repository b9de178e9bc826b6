// Shows notices, and one static page where there is no network. Keeps no page of the portal: they are about people.

const KEPT = "tongban-offline-1";
const OFFLINE = "/offline/";
const STYLE = "__OFFLINE_STYLE__"; // put in by the view: its name carries a hash where files are collected

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(KEPT)
      // Without cookies: what is kept was made for nobody.
      .then((cache) => cache.addAll([OFFLINE, STYLE].map((path) => new Request(path, { credentials: "omit", cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (new URL(request.url).pathname === STYLE) {
    event.respondWith(caches.match(STYLE).then((kept) => kept ?? fetch(request)));
  }
});

self.addEventListener("push", (event) => {
  const notice = event.data ? event.data.json() : {};
  const shown = self.registration.showNotification(notice.title ?? "通办", {
    body: notice.body ?? "",
    tag: notice.tag,
    lang: notice.lang,
    icon: "/static/tongban/icon-192.png",
    badge: "/static/tongban/icon-192.png",
    data: { url: notice.url },
  });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url ?? "/notices/", self.location.origin);
  // A message can't lead anywhere but to the portal.
  event.waitUntil(self.clients.openWindow(target.origin === self.location.origin ? target.href : "/notices/"));
});
