/** Sheets that slide up inside one phone: a dialog with a title, closed by Escape or a tap beside it. */
import { h } from "./dom.js";
import { t } from "./words.js";

/** Shows a sheet; `build(close)` gives its content, and the promise ends with what `close` was given. */
export function openSheet(screen, title, build) {
  const before = document.activeElement;
  return new Promise((resolve) => {
    const close = (value) => {
      cover.remove();
      before?.focus?.({ preventScroll: true });
      resolve(value ?? null);
    };
    const panel = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title },
      h("div", { class: "sheet-title" }, title), build(close));
    const cover = h("div", { class: "sheet-cover", onclick: (event) => event.target === cover && close(null) }, panel);
    cover.addEventListener("keydown", (event) => keys(event, panel, close));
    screen.append(cover);
    (panel.querySelector("[autofocus]") ?? panel.querySelector("button, input"))?.focus({ preventScroll: true });
  });
}

function keys(event, panel, close) {
  event.stopPropagation();
  if (event.key === "Escape") close(null);
  if (event.key !== "Tab") return;
  const stops = [...panel.querySelectorAll("button, input, select, textarea, a[href]")].filter((stop) => !stop.disabled);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

/** The two buttons at the foot of a sheet. */
export function sheetButtons(close, label, onclick, props = {}) {
  return h("div", { class: "sheet-buttons" },
    h("button", { class: "soft", onclick: () => close(null) }, t("cancel")),
    h("button", { class: "strong", onclick, ...props }, label));
}
