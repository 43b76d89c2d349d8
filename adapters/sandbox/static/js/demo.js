// The page works without this. With it, a press changes only what changed: what is half typed, open or scrolled stays.
"use strict";
(() => {
  const EVERY = 4000; // milliseconds between two looks while the page is seen
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let last = ""; // the page as it was drawn last
  let line = Promise.resolve(); // presses are carried out one after the other
  let busy = 0;
  let refusal = null; // why the last press could not be done: it stays in sight until the next
  const kept = new WeakSet(); // what was opened or closed by hand stays so
  let sent = {}; // the form whose answer is being drawn, and what it held: its fields become as the server says

  // --- drawing

  const isTouched = (node) =>
    node instanceof HTMLOptionElement
      ? node.selected !== node.defaultSelected
      : node.type === "radio" || node.type === "checkbox"
        ? node.checked !== node.defaultChecked
        : node.value !== node.defaultValue;

  // Whether somebody went on writing while what they sent was on its way.
  const isWrittenOn = (node) => typeof node.selectionStart === "number" && node.value !== sent.fields.get(node.name);

  const callbacks = {
    beforeAttributeUpdated(name, node) {
      if (name === "open" && node instanceof HTMLDetailsElement) return !kept.has(node);
      if (["value", "checked", "selected"].includes(name) && node.form !== undefined)
        return (node.form === sent.form && !isWrittenOn(node)) || !isTouched(node);
      return name !== "draggable";
    },
  };

  function draw(text, pressed) {
    if (text === last && !(pressed && refusal)) return;
    last = text;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const news = fresh.getElementById("news");
    if (pressed) refusal = news.querySelector(".notice");
    else if (refusal) news.replaceChildren(document.importNode(refusal, true));
    const before = places();
    const focused = document.activeElement;
    const pane = focused?.closest("[data-pane]")?.dataset.pane;
    document.documentElement.dataset.theme = fresh.documentElement.dataset.theme;
    Idiomorph.morph(document.body, fresh.body, { morphStyle: "outerHTML", restoreFocus: true, callbacks });
    furnish();
    slide(before);
    if (pane) refocus(pane, focused);
  }

  const cards = () => [...document.querySelectorAll("[data-application]")];
  const places = () => new Map(cards().map((card) => [card.dataset.application, card.getBoundingClientRect()]));

  function slide(before) {
    if (calm.matches) return;
    for (const card of cards()) {
      const was = before.get(card.dataset.application);
      const is = card.getBoundingClientRect();
      if (was && (was.left !== is.left || Math.abs(was.top - is.top) > 200)) {
        const from = { transform: `translate(${was.left - is.left}px, ${was.top - is.top}px)` };
        card.animate([from, { transform: "none" }], { duration: 240, easing: "ease-out" });
      }
    }
  }

  // A form that opens takes the focus, and what was focused and is gone hands it back to its pane.
  function refocus(pane, focused) {
    const dialog = document.getElementById(`dialog-${pane}`);
    if (dialog && !dialog.contains(document.activeElement)) dialog.focus({ preventScroll: true });
    else if (!dialog && (!focused.isConnected || document.activeElement === document.body))
      (document.getElementById(`say-${pane}`) ?? document.querySelector(`[data-pane="${pane}"] button`))?.focus({ preventScroll: true });
  }

  function furnish() {
    for (const card of document.querySelectorAll("[data-application]:not([data-out])")) card.draggable = true;
  }

  // --- asking

  async function ask(path, body) {
    busy += 1;
    document.querySelector("main").setAttribute("aria-busy", "true");
    try {
      const url = path.split("?")[0] + location.search; // what is looked at now, whenever the form was drawn
      const answer = await fetch(url, body ? { method: "POST", body } : { cache: "no-store" });
      if (!answer.headers.get("Content-Type")?.startsWith("text/html"))
        return say(`That could not be done: ${answer.statusText || answer.status}. Load the page again.`);
      draw(await answer.text(), Boolean(body));
    } catch {
      say("The demo does not answer. Is it still running?");
    } finally {
      busy -= 1;
      sent = {};
      if (!busy) document.querySelector("main").removeAttribute("aria-busy");
    }
  }

  function say(text) {
    const notice = Object.assign(document.createElement("p"), { className: "notice", textContent: text });
    document.getElementById("news").replaceChildren(notice);
    last = "";
  }

  const again = () => (line = line.then(() => ask(location.pathname)));
  const look = () => {
    if (document.visibilityState === "visible" && !busy) again();
  };

  function press(form, button) {
    const fields = new URLSearchParams(new FormData(form, button));
    const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
    form.closest("details.menu")?.removeAttribute("open");
    const pane = form.closest("[data-pane]");
    const { to } = form.dataset;
    line = line.then(() => {
      sent = { form, fields };
      return ask(url, fields).then(() => (to ? lead(to) : pane && settle(pane)));
    });
  }

  // What is new is at the end of a chat; what a form asks back comes into view within it.
  function settle(pane) {
    const log = pane.querySelector(".log");
    if (log) log.scrollTop = 0;
    pane.querySelector(".dialog .wrong")?.scrollIntoView({ block: "nearest" });
  }

  // Where a press of the tour's has its answer elsewhere on the page, that comes into view.
  function lead(to) {
    const there = document.getElementById(to);
    there?.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
    there?.querySelector(".dialog")?.focus({ preventScroll: true });
  }

  addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    event.preventDefault();
    press(event.target, event.submitter);
  });
  // A link to another week, mailbox or mail is followed in place; Back leads back.
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]:not([target])");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.pathname !== location.pathname || link.search === location.search) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    again();
  });
  addEventListener("popstate", again);
  setInterval(look, EVERY);
  addEventListener("visibilitychange", look);
  addEventListener("focus", look);

  // --- ways out by keyboard, and by pressing beside

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    const close = event.target.closest?.(".dialog")?.querySelector("[formaction]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else close?.click();
  });
  addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  addEventListener("toggle", (event) => kept.add(event.target), true);

  // --- a card is dragged to another stage; its buttons do the same

  let held = null;
  const stage = (event) => (held ? event.target.closest?.("[data-stage]") : null);
  const over = (found) => {
    for (const each of document.querySelectorAll("[data-over]")) if (each !== found) delete each.dataset.over;
    if (found) found.dataset.over = "";
  };
  addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-application]");
    if (!held) return;
    held.dataset.held = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.application);
  });
  addEventListener("dragover", (event) => {
    const found = stage(event);
    if (found) event.preventDefault();
    over(found);
  });
  addEventListener("drop", (event) => {
    const found = stage(event);
    if (!found) return;
    event.preventDefault();
    if (!found.contains(held)) {
      const url = `/demo/ats/${held.dataset.application}/move`;
      const fields = new URLSearchParams({ stage: found.dataset.stage });
      line = line.then(() => ask(url, fields));
    }
  });
  addEventListener("dragend", () => {
    if (held) delete held.dataset.held;
    held = null;
    over(null);
  });

  furnish();
})();
