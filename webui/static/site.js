// Keys that save a reach for the mouse. Every page works without this file.
"use strict";

const box = document.getElementById("q");
const back = document.getElementById("back");
const marks = document.querySelectorAll("mark[id]");
const position = document.querySelector("[data-position]");
let current = -1;

function show(index) {
  current = index;
  position.textContent = `${position.dataset.label} ${index + 1}/${marks.length}`;
}

function step(by) {
  if (!marks.length) return;
  const next = current < 0 && by < 0 ? marks.length - 1 : (current + by + marks.length) % marks.length;
  // replace, not assign: going back leads to the list, not to the mark before
  location.replace(`#${marks[next].id}`);
  show(next);
}

function followAddress() {
  const index = [...marks].findIndex((mark) => `#${mark.id}` === location.hash);
  if (index >= 0) show(index);
}

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape" && !event.target.value) event.target.blur();
    return;
  }
  if (event.key === "/" && box) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
  else if (event.key === "Escape" && back) location.assign(back.href);
});

if (position && marks.length) {
  const steps = document.querySelector("[data-steps]");
  steps.classList.remove("waiting");
  steps.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });
  addEventListener("hashchange", followAddress);
  followAddress();
}

const print_ = document.querySelector("[data-print]");
if (print_) {
  print_.classList.remove("waiting");
  print_.addEventListener("click", () => print());
}

const copy = document.querySelector("[data-copy]");
if (copy && navigator.clipboard) {
  copy.classList.remove("waiting");
  copy.querySelector("button").addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-cited]").textContent);
    copy.querySelector("[role=status]").textContent = copy.dataset.done;
  });
}
