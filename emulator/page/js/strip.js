/** Rows that scroll sideways: by touch, by dragging with the mouse, by the wheel where asked, and by arrows. */
import { h, iconButton } from "./dom.js";
import { t } from "./words.js";

const DRAG = 5;

/** Lets the mouse drag a row sideways; a drag is no click on what lies under it. */
export function dragSideways(row) {
  let from = null;
  let moved = false;
  row.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX, left: row.scrollLeft };
    moved = false;
  });
  row.addEventListener("pointermove", (event) => {
    if (!from) return;
    if (!(event.buttons & 1)) return void end();
    const distance = event.clientX - from.x;
    if (!moved && Math.abs(distance) < DRAG) return;
    if (!moved) row.classList.add("dragged");
    moved = true;
    row.scrollLeft = from.left - distance;
  });
  const end = () => {
    from = null;
    row.classList.remove("dragged");
  };
  row.addEventListener("pointerup", end);
  row.addEventListener("pointerleave", end);
  row.addEventListener("dragstart", (event) => event.preventDefault());
  row.addEventListener("click", (event) => {
    if (!moved) return;
    moved = false;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  return row;
}

/** Lets the wheel turn a row sideways. */
export function wheelSideways(row) {
  row.addEventListener("wheel", (event) => {
    if (!event.deltaY || row.scrollWidth <= row.clientWidth) return;
    event.preventDefault();
    row.scrollLeft += event.deltaY;
  }, { passive: false });
  return row;
}

/** A carousel of cards with arrows at its sides while there is more to see. */
export function strip(kind, cards) {
  const row = dragSideways(h("div", { class: `strip ${kind}`, role: "group", tabindex: "0" }, cards));
  const step = (way) => row.scrollBy({ left: way * (cards[0]?.offsetWidth + 8), behavior: "smooth" });
  const back = iconButton("back", t("previous"), () => step(-1), { tabindex: "-1" });
  const next = iconButton("next", t("next"), () => step(1), { tabindex: "-1" });
  const show = () => {
    back.hidden = row.scrollLeft < 8;
    next.hidden = row.scrollLeft + row.clientWidth > row.scrollWidth - 8;
  };
  row.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(show).observe(row);
  return h("div", { class: "strip-frame" }, row, back, next);
}
