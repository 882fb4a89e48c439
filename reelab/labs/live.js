// One Vega view per chart, made once. Sliders on the page set its signals without asking the
// kernel; the kernel pushes rows. The last value of a name always wins.
//
// vl-convert bundles this file with Vega, which it calls vegaEmbed; loader.js brings it to the page.

async function related(model, reference) {
  return model.widget_manager.get_model(reference.slice("IPY_MODEL_".length));
}

// Sliders answer 59.99999999 where 60 is meant. As `tidy` of the ledger.
function tidy(slider) {
  const decimals = (String(slider.get("step")).split(".")[1] ?? "").length;
  return Number(slider.get("value").toFixed(decimals + 6));
}

function put(slider, value) {
  slider.set("value", value);
  slider.save_changes();
}

// noUiSlider gives its handle no name, and moves a value that is typed, or that the kernel gave,
// to the nearest step. Its view may come after ours.
async function mend(slider, given, tries = 100) {
  const views = await Promise.all(Object.values(slider.views ?? {}));
  for (const { el } of views) {
    const handle = el.querySelector("[role=slider]");
    handle?.setAttribute("aria-label", slider.get("description"));
    const drawn = el.querySelector(".noUi-target")?.noUiSlider;
    if (!drawn || drawn.exact) continue;
    const { set } = drawn;
    drawn.set = (value, told) => set(value, told, true);
    drawn.exact = true;
  }
  if (!views.length && tries) setTimeout(() => mend(slider, given, tries - 1), FRAME);
  const moved = Math.abs(tidy(slider) - given);
  if (views.length && moved && moved < slider.get("step")) put(slider, given);
}

// What is typed in the box beside a slider moves the slider, or is refused with the range.
function typed(slider, box, answer) {
  const value = box.get("value");
  if (value === tidy(slider)) return;
  if (value >= slider.get("min") && value <= slider.get("max")) {
    answer("");
    put(slider, value);
  } else {
    answer(`${value} is out of range. ${box.get("tooltip")}`);
  }
  // Later, since a view ignores a change that comes while its own is being told.
  setTimeout(() => box.set("value", tidy(slider)));
}

// A picture that the kernel draws has no signal for a slider.
function has(view, name) {
  try {
    view.signal(name);
    return true;
  } catch {
    return false;
  }
}

function speaker(el) {
  const line = document.createElement("p");
  line.className = "reelab-note";
  line.setAttribute("role", "status");
  el.append(line);
  return (text) => (line.textContent = text);
}

// ipywidgets shows by color alone which button is down, and which group of sliders is open.
function tellPressed(el) {
  const panel = el.closest(".reelab-panel");
  const tell = () => {
    for (const button of panel.querySelectorAll(".widget-toggle-button")) {
      const state = button.matches(".reelab-fold > *") ? "aria-expanded" : "aria-pressed";
      button.setAttribute(state, button.classList.contains("mod-active"));
    }
  };
  const watch = new MutationObserver(tell);
  // Not the picture, which changes all the time.
  for (let inner = el; inner !== panel; inner = inner.parentElement) {
    for (const beside of inner.parentElement.children) {
      if (beside === inner) continue;
      watch.observe(beside, { subtree: true, childList: true, attributeFilter: ["class"] });
    }
  }
  tell();
  return watch;
}

const FRAME = 16; // ms
const PATIENCE = 3 * FRAME;

// Sets the latest value of every name that changed, then draws once; never two runs at a time.
// Where the kernel answers with rows and is near, a signal waits for them: drawn together they
// cost one picture, not two. Where it is far, the signal is drawn at once.
function feeder(view, describe) {
  const waiting = new Map();
  let running = false;
  let asked = 0; // when the oldest signal without an answer was set
  let trip = Infinity; // what the last answer took
  let timer = 0;
  const flush = async () => {
    clearTimeout(timer);
    timer = 0;
    if (running) return;
    running = true;
    try {
      await null; // words and rows of one message make one picture
      while (waiting.size) {
        const batch = [...waiting.values()];
        waiting.clear();
        for (const apply of batch) apply();
        await view.runAsync();
        describe();
      }
    } finally {
      running = false;
    }
  };
  return {
    signal(name, value) {
      waiting.set(`signal ${name}`, () => view.signal(name, value));
      asked ||= performance.now();
      if (trip < PATIENCE) timer ||= setTimeout(flush, PATIENCE);
      else flush();
    },
    rows(tables) {
      for (const [name, rows] of Object.entries(tables)) {
        waiting.set(`rows ${name}`, () => view.data(name, rows));
      }
      if (!Object.values(tables).some((rows) => rows.length)) trip = Infinity;
      else if (asked) trip = performance.now() - asked;
      asked = 0;
      flush();
    },
  };
}

export async function render({ model, el }) {
  const host = document.createElement("div");
  const say = speaker(el);
  el.append(host);
  const undo = [];
  try {
    const { view, finalize } = await vegaEmbed(host, structuredClone(model.get("spec")), {
      renderer: "svg",
      actions: false,
    });
    undo.push(finalize);
    el.style.setProperty("--drawn", `${host.querySelector("svg")?.getAttribute("width")}px`);

    const spoken = model.get("description_signal");
    const describe = () => {
      const drawing = host.querySelector("svg");
      if (!spoken || !drawing) return;
      drawing.setAttribute("role", "graphics-document");
      drawing.setAttribute("aria-label", view.signal(spoken));
      // Vega speaks a title and an axis as they were drawn first: the one is mended, the other
      // is left to the label above, which holds the numbers of the moment.
      for (const title of drawing.querySelectorAll("[aria-roledescription=title]")) {
        const lines = [...title.querySelectorAll("tspan")].map((line) => line.textContent);
        const words = lines.join(" ") || title.textContent;
        title.setAttribute("aria-label", `Title text '${words}'`);
      }
      for (const axis of drawing.querySelectorAll("[aria-roledescription=axis]")) {
        axis.setAttribute("aria-hidden", "true");
      }
      // A mark without a word for it, such as a line, is told by the label above as well.
      for (const mark of drawing.querySelectorAll("[role=graphics-symbol]:not([aria-label])")) {
        if (mark.querySelector("[aria-label]")) mark.removeAttribute("aria-hidden");
        else mark.setAttribute("aria-hidden", "true");
      }
    };
    // What scrolls is reached by keyboard; what does not is no stop on the way.
    let pressed;
    const width = new ResizeObserver(() => {
      pressed ??= el.closest(".reelab-panel") && tellPressed(el); // on the page only by now
      if (el.scrollWidth > el.clientWidth) el.tabIndex = 0;
      else el.removeAttribute("tabindex");
    });
    width.observe(el);
    undo.push(() => width.disconnect(), () => pressed?.disconnect());
    const feed = feeder(view, describe);
    const watch = (source, event, act) => {
      source.on(event, act);
      undo.push(() => source.off(event, act));
    };
    const choices = model.get("choices");
    const boxes = model.get("boxes");
    for (const [name, reference] of Object.entries(model.get("inputs"))) {
      const input = await related(model, reference);
      if (name in choices) {
        const chosen = () => feed.signal(name, choices[name][input.get("index")]);
        watch(input, "change:index", chosen);
        chosen();
        continue;
      }
      const box = await related(model, boxes[name]);
      mend(input, box.get("value"));
      const drawn = has(view, name);
      const moved = () => {
        box.set("value", tidy(input));
        say("");
        if (drawn) feed.signal(name, tidy(input));
      };
      watch(input, "change:value", moved);
      watch(box, "change:value", () => typed(input, box, say));
      moved();
    }
    const signals = () => {
      for (const [name, value] of Object.entries(model.get("signals"))) feed.signal(name, value);
    };
    const rows = () => feed.rows(model.get("rows"));
    watch(model, "change:signals", signals);
    watch(model, "change:rows", rows);
    signals();
    rows();
    describe();
  } catch (error) {
    host.replaceChildren();
    say(`The chart could not be drawn (${error.message}). Run the cell again; if that does ` +
      "not help, reload the page.");
  }
  return () => undo.forEach((act) => act());
}
