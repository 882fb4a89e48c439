// Brings the engine (Vega, live.js and the style) to the page, once for all charts and notebooks.
const engines = (globalThis.__reelabEngines ??= new Map());

async function unpack(carrier) {
  const style = document.createElement("style");
  style.textContent = carrier.get("style");
  document.head.append(style);
  const bytes = Uint8Array.from(atob(carrier.get("packed")), (letter) => letter.charCodeAt(0));
  const packed = new Blob([bytes]).stream();
  const source = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).text();
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function render({ model, el }) {
  el.classList.add("reelab-chart");
  try {
    const id = model.get("engine").slice("IPY_MODEL_".length);
    const carrier = await model.widget_manager.get_model(id);
    const digest = carrier.get("digest");
    if (!engines.has(digest)) engines.set(digest, unpack(carrier));
    return (await engines.get(digest)).render({ model, el });
  } catch (error) {
    el.textContent =
      `The chart could not be loaded (${error.message}). Run the cell again; if that does not ` +
      "help, reload the page.";
  }
}

export default { render };
