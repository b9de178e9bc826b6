// What a strict designer would see at a glance, said in words: text that is cut or hangs over, a page that is wider than
// its screen, and things that are too small to press. tongbanMeasure(44) gives a list of sentences.

(() => {
  const SLACK = 1.5;

  function shown(element) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && style.visibility === "visible" && box.width > 1 && box.height > 1 && !element.closest(".govuk-visually-hidden, [hidden]");
  }

  function name(element) {
    const words = (element.innerText ?? element.textContent ?? element.value ?? "").trim().replace(/\s+/g, " ");
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> ${words.slice(0, 60)}`;
  }

  // The first box above that hides what hangs over; none where the reader can scroll to it.
  function hider(element) {
    for (let box = element; box && box !== document.documentElement; box = box.parentElement) {
      const { overflowX } = getComputedStyle(box);
      if (overflowX === "auto" || overflowX === "scroll") {
        return null;
      }
      if (overflowX === "hidden" || overflowX === "clip") {
        return box;
      }
    }
    return document.documentElement;
  }

  function lines(text) {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()].filter((line) => line.width > 0);
  }

  function* cutWords() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const told = new Set();
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const element = text.parentElement;
      if (!text.data.trim() || element.closest("svg, script, style, option") || told.has(element) || !shown(element)) {
        continue;
      }
      const box = hider(element);
      if (!box) {
        continue;
      }
      const edge = box === document.documentElement ? { left: 0, right: box.clientWidth } : box.getBoundingClientRect();
      for (const line of lines(text)) {
        if (line.left < edge.left - SLACK || line.right > edge.right + SLACK) {
          told.add(element);
          yield `cut or hanging over: ${name(element)}`;
          break;
        }
      }
    }
  }

  function* spilling() {
    for (const element of document.querySelectorAll("button, .govuk-button, .govuk-tag, th, td, dd, dt, li, p, h1, h2, h3, label, summary, a")) {
      if (!shown(element) || getComputedStyle(element).display === "inline" || !hider(element)) {
        continue;
      }
      const { left, right } = element.getBoundingClientRect();
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (own.flatMap(lines).some((line) => line.left < left - SLACK || line.right > right + SLACK)) {
        yield `words spill out of their box: ${name(element)}`;
      }
    }
  }

  function* drawings() {
    for (const text of document.querySelectorAll("svg text")) {
      const frame = text.ownerSVGElement.getBoundingClientRect();
      const box = text.getBoundingClientRect();
      if (frame.width && (box.left < frame.left - 2 || box.right > frame.right + 2)) {
        yield `words hang out of a drawing: ${text.textContent.slice(0, 60)}`;
      }
    }
  }

  // A link inside a sentence is the exception that WCAG 2.5.5 makes.
  function inSentence(element) {
    if (getComputedStyle(element).display !== "inline") {
      return false;
    }
    const around = element.parentElement.textContent.replace(element.textContent, "").trim();
    return around.length > 0;
  }

  function covers(element, least) {
    let line = element;
    while (line && getComputedStyle(line).position === "static") {
      line = line.parentElement;
    }
    const box = (line ?? element).getBoundingClientRect();
    return box.width >= least && box.height >= least;
  }

  // Whether a finger that misses by half of the least size still hits it: what surrounds a word may belong to its link.
  function hit(element, least) {
    element.scrollIntoView({ block: "center" });
    const box = element.getBoundingClientRect();
    const reach = least / 2 - 1;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const beside = Math.max(reach, Math.min(box.width / 2 - 1, reach));
    return [[x, y - reach], [x, y + reach], [x - beside, y], [x + beside, y]].every(([left, top]) => {
      const found = document.elementFromPoint(left, top);
      return found !== null && (element.contains(found) || [...(element.labels ?? [])].some((label) => label.contains(found)));
    });
  }

  function* small(least) {
    for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      const box = element.getBoundingClientRect();
      const away = box.bottom < 0 || element.closest("dialog:not([open])") || getComputedStyle(element).clipPath !== "none";
      if (!shown(element) || away || inSentence(element) || element.matches(".govuk-skip-link")) {
        continue;
      }
      // What leads somewhere by the whole line that it stands on is as large as that line.
      const over = getComputedStyle(element, "::after");
      if (over.content !== "none" && over.position === "absolute" && covers(element, least)) {
        continue;
      }
      // A label that belongs to a control is pressed as well as the control.
      const height = Math.max(box.height, ...[...(element.labels ?? [])].map((label) => label.getBoundingClientRect().height));
      if ((height < least - 0.6 || box.width < least - 0.6) && !hit(element, least)) {
        yield `too small to press (${Math.round(box.width)} × ${Math.round(height)}): ${name(element)}`;
      }
    }
  }

  window.tongbanMeasure = (least) => {
    const page = document.documentElement;
    const over = page.scrollWidth - page.clientWidth;
    return [
      ...(over > 0 ? [`the page is ${over} pixels wider than the screen`] : []),
      ...cutWords(),
      ...spilling(),
      ...drawings(),
      ...(least ? small(least) : []),
    ];
  };
})();
