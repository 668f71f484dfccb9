// The service worker of the portal. It shows what the portal sends to this browser
// (domain/src/push/message.rs) and leads to the page of it; it touches no request of any page.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  if (!event.data) return;
  const { title, body, tag, lang, path } = event.data.json();
  const shown = { body, tag, lang, renotify: true, icon: "/favicon.svg", data: { path } };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const page = new URL(event.notification.data.path, self.location.origin);
  if (page.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
      const open = windows.find((one) => one.url === page.href);
      return open ? open.focus() : self.clients.openWindow(page.href);
    }),
  );
});
