// Warns, over the page, five minutes before a session ends by itself. Another tab may have stayed meanwhile: it asks first.

const WARN = 300;

export function timeout(element) {
  const dialog = element.querySelector("dialog");
  const form = dialog.querySelector("form");
  let end = Date.now() + Number(element.dataset.seconds) * 1000;
  let timer;

  const left = () => (end - Date.now()) / 1000;

  function wait() {
    clearTimeout(timer);
    const seconds = left() > WARN ? left() - WARN : left();
    // A timer holds 2^31 ms at most, and a laptop that slept comes late: look again at least every minute.
    timer = setTimeout(look, Math.max(Math.min(seconds, 60), 0.2) * 1000);
  }

  async function look() {
    if (left() > WARN) {
      wait();
      return;
    }
    if (!dialog.open) {
      await ask("GET");
    }
    if (left() <= 0) {
      over();
      return;
    }
    if (left() <= WARN && !dialog.open) {
      dialog.showModal();
    }
    wait();
  }

  async function ask(method) {
    try {
      const options = { method, headers: { Accept: "application/json" } };
      const reply = await fetch(form.action, method === "POST" ? { ...options, body: new FormData(form) } : options);
      end = reply.ok && !reply.redirected ? Date.now() + (await reply.json()).seconds * 1000 : Date.now();
      return reply.ok;
    } catch {
      return false; // offline: the clock of this page still holds
    }
  }

  function over() {
    dialog.querySelector("h2").textContent = element.dataset.over;
    dialog.querySelector(".tb-timeout__why").textContent = element.dataset.overText;
    const link = document.createElement("a");
    link.className = "govuk-button";
    link.href = element.dataset.overLink;
    link.textContent = element.dataset.overAction;
    form.replaceChildren(link);
    if (!dialog.open) {
      dialog.showModal();
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await ask("POST")) {
      dialog.close();
      element.querySelector(".tb-timeout__note")?.remove();
    } else {
      form.submit();
    }
    wait();
  });
  window.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  look();
}
