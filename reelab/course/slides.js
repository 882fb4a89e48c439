// Arrow keys, space, Home and End move between the slides; without this script all are shown.
const slides = [...document.querySelectorAll("section")];
let now = 0;

function show(number, push = true) {
  now = Math.max(0, Math.min(slides.length - 1, number));
  slides.forEach((slide, n) => slide.classList.toggle("now", n === now));
  document.getElementById("where").textContent = `${now + 1} / ${slides.length}`;
  document.getElementById("back").disabled = now === 0;
  document.getElementById("on").disabled = now === slides.length - 1;
  slides[now].scrollTop = 0;
  if (push) history.replaceState(null, "", `#${now + 1}`);
}

const KEYS = {
  ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1, Home: -Infinity, End: Infinity,
};

document.body.classList.add("shown");
document.getElementById("back").onclick = () => show(now - 1);
document.getElementById("on").onclick = () => show(now + 1);
addEventListener("keydown", (event) => {
  const busy = event.key === " " && event.target.closest("summary, button");
  if (busy || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  show(now + KEYS[event.key]);
});
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0, false));
// On paper nothing is folded.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
});
show(Number(location.hash.slice(1)) - 1 || 0, false);
