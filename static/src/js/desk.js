// The clerks' desk by keyboard; nothing depends on it. The keys are listed in the dialog that "?" opens.

const dialog = document.getElementById("shortcuts");
const opener = document.querySelector("[data-desk-shortcuts]");
const table = document.querySelector("[data-desk-rows]");
const links = table ? [...table.querySelectorAll("tbody th a")] : [];
const menu = document.querySelector("[data-desk-menu]");

// On a phone the menu stands closed above the page.
if (menu && matchMedia("(max-width: 60em)").matches) {
  menu.open = false;
}

if (opener && dialog) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}

// One open filter at a time is the browser's doing; a click beside it closes it.
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.tb-desk-filter[open]").forEach((filter) => {
    if (!filter.contains(event.target)) filter.open = false;
  });
});

function step(by) {
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
}

function choose() {
  const box = document.activeElement?.closest?.("tr")?.querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
}

function turn(which) {
  document.querySelector(`.govuk-pagination__${which} a`)?.click();
}

const onRow = () => links.includes(document.activeElement);

const keys = {
  "/": () => document.getElementById("searchbar")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  x: choose,
  n: () => turn("next"),
  p: () => turn("prev"),
  g: () => document.querySelector(".tb-desk-brand")?.click(),
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog");
  if (event.key === "Escape" && field?.id === "searchbar") field.blur();
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && onRow()) {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});
