// What was searched for before, kept in this browser and nowhere else.
"use strict";

(() => {
  const KEY = "recent";
  const MOST = 8;
  const place = document.querySelector("[data-recent]");
  const asked = document.querySelector("[data-asked]");

  function read() {
    try {
      const held = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(held) ? held.filter((text) => typeof text === "string").slice(0, MOST) : [];
    } catch {
      return []; // no storage, or somebody else's: nothing was searched for
    }
  }

  function write(texts) {
    try {
      localStorage.setItem(KEY, JSON.stringify(texts));
    } catch {
      // a browser that keeps nothing keeps nothing
    }
  }

  function show() {
    const texts = read();
    place.hidden = texts.length === 0;
    place.querySelector("ul").replaceChildren(
      ...texts.map((text) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = `/?${new URLSearchParams({ q: text })}`;
        link.textContent = text;
        link.dir = "auto";
        item.append(link);
        return item;
      }),
    );
  }

  const text = asked && asked.dataset.asked.trim();
  if (text && text.length <= 200) write([text, ...read().filter((one) => one !== text)].slice(0, MOST));
  if (place) {
    place.querySelector("button").addEventListener("click", () => {
      write([]);
      show();
      document.getElementById("q").focus();
    });
    show();
  }
})();
