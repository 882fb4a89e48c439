// Arrow keys, space, Home and End move between the slides; without this script all are shown.
let slides = [...document.querySelectorAll("section")];
let now = 0;

// How far a part of a slide reaches below the place of the buttons.
const over = (part) =>
  part.getBoundingClientRect().bottom - part.parentElement.getBoundingClientRect().top
    - innerHeight + 90;

// A table that is a little too long gets smaller; a picture has its own measure.
function shrink(part) {
  if (over(part) <= 0 || part.querySelector("img") || part.matches("img")) return;
  const height = part.getBoundingClientRect().height;
  part.style.zoom = Math.max(0.7, 1 - over(part) / height);
}

// What is too long for the screen goes on on the next slide; on another screen, elsewhere.
function lay() {
  const kept = slides[now].lastElementChild;
  for (const more of document.querySelectorAll("section.more")) {
    more.firstElementChild.remove();  // the heading
    more.previousElementSibling.append(...more.children);
    more.remove();
  }
  document.body.classList.remove("shown");
  for (let slide of document.querySelectorAll("section")) {
    const parts = [...slide.children];
    parts.forEach((part, n) => {
      part.style.zoom = "";
      if (over(part) <= 0) return;
      if (n === 0 || parts[n - 1] === slide.querySelector("h1, h2, h3, .again")) {
        shrink(part);
        return;
      }
      const more = slide.cloneNode(false);
      more.className = "more";
      const again = document.createElement("p");
      again.className = "again";
      again.textContent = slide.querySelector("h1, h2, h3, .again")?.textContent ?? "";
      more.append(again, ...parts.slice(n));
      slide.after(more);
      slide = more;
      shrink(part);
    });
  }
  document.body.classList.add("shown");
  slides = [...document.querySelectorAll("section")];
  slides.forEach((slide, n) => {
    const name = slide.getAttribute("aria-label").replace(/\d+ of \d+$/, "");
    slide.setAttribute("aria-label", `${name}${n + 1} of ${slides.length}`);
  });
  return slides.findIndex((slide) => slide.contains(kept));
}

function show(number, push = true) {
  now = Math.max(0, Math.min(slides.length - 1, number));
  slides.forEach((slide, n) => slide.classList.toggle("now", n === now));
  document.getElementById("where").textContent = `${now + 1} / ${slides.length}`;
  document.getElementById("back").disabled = now === 0;
  document.getElementById("on").disabled = now === slides.length - 1;
  slides[now].scrollTop = 0;
  if (push) history.replaceState(null, "", `#${now + 1}`);
}

const asked = () => Number(location.hash.slice(1)) - 1 || 0;

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
addEventListener("hashchange", () => show(asked(), false));
// On paper nothing is folded.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
});
addEventListener("load", () => {
  // Words in a tall picture could not be read if it were shrunk to the screen: it is scrolled.
  document.querySelectorAll("img").forEach((image) => {
    image.classList.toggle("tall", image.naturalHeight > 700);
  });
  lay();
  show(asked(), false);
});
addEventListener("resize", () => show(lay()));
show(asked(), false);
