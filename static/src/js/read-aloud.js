// A button that reads a page aloud. It shows itself only where the browser can speak; the device's own voice is used,
// so no word of the page leaves it.

const UNREAD = "script, style, svg, details:not([open]), [hidden], [aria-hidden=true], .tb-aloud, input, select, textarea";
const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, legend, label, caption, figcaption, .govuk-button";

export function readAloud(element) {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) {
    return;
  }
  const button = element.querySelector("button");
  const words = element.querySelector(".tb-aloud__words");
  const start = words.textContent;
  let reading = false;

  function show(now) {
    reading = now;
    words.textContent = now ? element.dataset.stop : start;
    button.setAttribute("aria-pressed", String(now));
  }

  button.addEventListener("click", () => {
    voice.cancel();
    if (reading) {
      show(false);
      return;
    }
    const sentences = textOf(document.getElementById(element.dataset.target) ?? document.body);
    sentences.forEach((sentence, index) => {
      const said = new SpeechSynthesisUtterance(sentence);
      said.lang = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
      said.rate = 0.9;
      if (index === sentences.length - 1) {
        said.onend = () => show(false);
      }
      said.onerror = () => show(false);
      voice.speak(said);
    });
    show(sentences.length > 0);
  });
  window.addEventListener("pagehide", () => voice.cancel());
  element.hidden = false;
}

// Each block once: the innermost that hold words. Long ones go by sentence, since some voices stop after fifteen seconds.
export function textOf(root) {
  const blocks = [...root.querySelectorAll(BLOCKS)].filter(
    (block) => !block.closest(UNREAD) && block.offsetParent !== null && !block.querySelector(BLOCKS),
  );
  return blocks.flatMap((block) => sentences(block.innerText)).filter(Boolean);
}

function sentences(text) {
  return text
    .replace(/\s+/g, " ")
    .split(/(?<=[。！？；])|(?<=[.!?;])\s/u)
    .map((sentence) => sentence.trim());
}
