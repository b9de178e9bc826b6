// What htmx exchanges must be as good as a page that was loaded: its components work, the focus is not lost, and those
// who hear the page are told. The server says it in what it sends: data-focus where to go on, data-announce what to say.

import { enhance } from "./enhance.js";

const held = new Map();

export function followSwaps() {
  document.body.addEventListener("htmx:beforeSwap", (event) => hold(event.detail.target));
  document.body.addEventListener("htmx:afterSwap", (event) => keep(event.detail.elt));
  document.body.addEventListener("htmx:afterSettle", (event) => arrived(event.detail.elt));
  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(trouble, (event) => goThere(event.detail));
  }
}

// While one part goes and another comes, what stands below stays where it is.
function hold(target) {
  held.set(target.id, target.offsetHeight);
}

function keep(part) {
  if (held.has(part.id)) {
    part.style.minHeight = `${held.get(part.id)}px`;
    held.delete(part.id);
  }
}

function arrived(part) {
  enhance(part);
  const next = part.matches("[data-focus]") ? part : part.querySelector("[data-focus]");
  if (next) {
    focus(next);
  } else if (document.activeElement === document.body) {
    focus(part); // what had the focus is gone
  }
  const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
  if (said) {
    announce(said.dataset.announce);
  }
}

function focus(element) {
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
    element.setAttribute("tabindex", "-1");
  }
  element.focus({ preventScroll: element.hasAttribute("data-stay") });
}

export function announce(text) {
  const place = document.getElementById("tb-announcements");
  place.textContent = "";
  // Emptied first and filled a moment later: the same words twice are then said twice.
  setTimeout(() => (place.textContent = text), 50);
}

// Where an exchange fails, the link or the form still leads to a whole page, which says what is wrong.
function goThere({ elt }) {
  const form = elt.closest("form");
  if (form) {
    form.submit();
  } else if (elt.closest("a[href]")) {
    window.location.assign(elt.closest("a[href]").href);
  }
}
