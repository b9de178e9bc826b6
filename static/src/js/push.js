// Lets a browser show notices. Asks for permission only when its owner presses the button.

const form = document.querySelector("form[data-push]");
const unable = document.querySelector("[data-push-unable]");
const denied = document.querySelector("[data-push-denied]");

function bytes(base64url) {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(base64url.length / 4) * 4, "=");
  return Uint8Array.from(atob(base64), (symbol) => symbol.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function show(element) {
  for (const each of [form, unable, denied]) {
    each.hidden = each !== element;
  }
}

async function subscribe() {
  if ((await Notification.requestPermission()) !== "granted") {
    show(denied);
    return;
  }
  const worker = await navigator.serviceWorker.register("/service-worker.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(form.dataset.push),
  });
  form.elements.endpoint.value = subscription.endpoint;
  form.elements.public_key.value = text(subscription.getKey("p256dh"));
  form.elements.auth.value = text(subscription.getKey("auth"));
  form.submit();
}

if (form && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  show(Notification.permission === "denied" ? denied : form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    subscribe().catch(() => show(unable));
  });
}
