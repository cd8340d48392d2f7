// Completions under the box: an ARIA combobox, "list autocomplete with manual selection".
// Without this file, and whenever the site does not answer, the box is a plain search field.
"use strict";

(() => {
  const DELAY = 120; // ms; methods that replay backspaces (UniKey) send a burst of changes for one key
  const LONGEST = 200; // characters; nothing longer is the beginning of something

  const input = document.getElementById("q");
  const form = input && input.form;
  if (!form || !form.dataset.suggest) return;

  const list = document.createElement("ul");
  const status = document.createElement("span");
  let options = [];
  let active = -1;
  let composing = false;
  let timer = 0;
  let request = null;

  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.list);
  status.className = "unseen";
  status.setAttribute("role", "status");
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const isOpen = () => !list.hidden;
  const typed = () => input.value.trim().split(/\s+/).join(" ");

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = form.dataset.count.replace("{}", options.length);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    activate(-1);
  }

  function activate(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  // Past either end the words typed are reached again, then the other end.
  function move(by) {
    const places = options.length + 1;
    activate(((active + 1 + by + places) % places) - 1);
  }

  function take(option) {
    input.value = option.dataset.text;
    cancel();
    close();
    form.requestSubmit();
  }

  function cancel() {
    clearTimeout(timer);
    request?.abort();
    request = null;
  }

  function changed() {
    cancel();
    activate(-1); // what was chosen was chosen among other completions
    if (composing) return;
    if (!typed()) close();
    else timer = setTimeout(ask, DELAY);
  }

  async function ask(then = () => {}) {
    cancel();
    const text = typed();
    if (composing || !text || text.length > LONGEST) return close();
    const mine = (request = new AbortController());
    let found = [];
    try {
      const query = new URLSearchParams({ q: text });
      const answer = await fetch(`${form.dataset.suggest}?${query}`, { signal: mine.signal });
      if (answer.ok) found = (await answer.json()).suggestions;
    } catch {
      found = [];
    }
    if (request !== mine) return;
    request = null;
    show(found, text);
    if (isOpen()) then();
  }

  function show(found, text) {
    close();
    options = found.map((one, index) => option(one, index, text));
    list.replaceChildren(...options);
    if (options.length && document.activeElement === input) open();
  }

  function option(one, index, text) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    const rest = document.createElement("b");
    const type = document.createElement("span");
    const begun = begunLength(one.text, text);
    rest.textContent = one.text.slice(begun);
    words.append(one.text.slice(0, begun), rest);
    words.dir = "auto";
    type.className = "suggestion-type";
    type.textContent = form.dataset[one.type] || "";
    item.append(words, " ", type);
    item.id = `suggestion-${index}`;
    item.dataset.text = one.text;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    return item;
  }

  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

  // How much of a completion was typed already, with or without accents.
  function begunLength(text, begun) {
    const wanted = fold(begun);
    let seen = "";
    let length = 0;
    for (const char of text) {
      if (seen.length >= wanted.length) break;
      seen += fold(char);
      length += char.length;
    }
    return seen === wanted ? length : 0;
  }

  function arrow(event) {
    const by = event.key === "ArrowDown" ? 1 : -1;
    event.preventDefault();
    if (event.altKey) {
      if (by < 0) close();
      else if (!isOpen()) ask();
    } else if (isOpen()) move(by);
    else ask(() => move(by));
  }

  function escape(event) {
    if (!isOpen() && !input.value) return; // leaves the box, as site.js says
    event.preventDefault();
    event.stopPropagation();
    cancel();
    if (isOpen()) close();
    else input.value = "";
  }

  input.addEventListener("keydown", (event) => {
    // 229: Safari has ended the composition before the key that ended it is told
    const ofMethod = event.isComposing || composing || event.keyCode === 229;
    if (ofMethod) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") arrow(event);
    else if (event.key === "Escape") escape(event);
    else if (event.key === "Enter" && isOpen() && options[active]) {
      event.preventDefault();
      take(options[active]);
    } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) activate(-1);
  });

  input.addEventListener("input", changed);
  input.addEventListener("compositionstart", () => {
    composing = true;
    cancel();
  });
  input.addEventListener("compositionend", () => {
    composing = false;
    changed();
  });
  const leave = () => {
    cancel();
    close();
  };
  input.addEventListener("blur", leave);
  form.addEventListener("submit", leave);
  addEventListener("pagehide", leave);

  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const clicked = event.target.closest("[role=option]");
    if (clicked) take(clicked);
  });
})();
