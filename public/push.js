// The service worker of the portal. It shows what the portal sends to this browser
// (domain/src/push/message.rs), leads to the page of it, and tells the portal when the subscription of the
// browser has changed; it touches no request of any page.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  if (!event.data) return;
  const { title, body, tag, lang, path } = event.data.json();
  const shown = { body, tag, lang, renotify: true, icon: "/favicon.svg", data: { path } };
  event.waitUntil(self.registration.showNotification(title, shown));
});

// The push service has ended the subscription, or given it another address. The portal takes the new one
// over for what only this browser knew of the old one (app/src/push/mod.rs).
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event.oldSubscription, event.newSubscription));
});

async function renew(before, after) {
  // A browser that does not say what it had: its owner switches notices on again.
  if (!before) return;
  const now = after ?? (await self.registration.pushManager.subscribe(before.options));
  const body = new URLSearchParams({
    old_endpoint: before.endpoint,
    old_secret: key(before, "auth"),
    endpoint: now.endpoint,
    public_key: key(now, "p256dh"),
    secret: key(now, "auth"),
  });
  await fetch("/fn/push/renew", { method: "POST", body });
}

function key(subscription, name) {
  const bytes = new Uint8Array(subscription.getKey(name));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

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
