/** The menu of one message, opened by long press, right click or its … button. */
import { copyText } from "./actions.js";
import { summary } from "./bubbles.js";
import { h, icon } from "./dom.js";
import { t } from "./words.js";

const PRESS = 480;

/** Calls `open(x, y)` when the node is held down by touch or right-clicked. */
export function hold(node, open) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, video, audio")) return;
    event.preventDefault();
    open(event.clientX, event.clientY);
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    timer = setTimeout(() => open(event.clientX, event.clientY), PRESS);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) node.addEventListener(end, stop);
}

function choices(phone, message) {
  const list = [];
  if (message.quotable) list.push(["quote", () => phone.composer.quote(message)]);
  const text = message.text ?? message.template?.text ?? message.altText;
  if (text) list.push(["copy", () => copyText(phone, text)]);
  if (message.from === "user") list.push(["unsend", () => phone.unsend(message.id)]);
  return list;
}

/** Shows the menu near a point; arrow keys move in it, Escape closes it. */
export function openMenu(phone, message, from, x, y) {
  document.querySelector(".held")?.remove();
  const list = choices(phone, message);
  if (!list.length) return;
  const menu = h("div", { class: "held", role: "menu", "aria-label": `${t("messageMenu")}: ${summary(message).slice(0, 40)}` },
    list.map(([name, run]) => h("button", { role: "menuitem", "data-do": name, onclick: () => { close(); run(); } }, icon(name, 18), t(name))));
  const outside = (event) => menu.contains(event.target) || close();
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
  };
  menu.addEventListener("keydown", (event) => keys(event, menu, () => { close(); from.focus?.(); }));
  phone.screen.append(menu);
  position(menu, phone.screen.getBoundingClientRect(), x, y);
  document.addEventListener("pointerdown", outside, true);
  menu.firstChild.focus({ preventScroll: true });
}

function position(menu, screen, x, y) {
  const left = Math.min(Math.max(8, x - screen.left), screen.width - menu.offsetWidth - 8);
  const below = y - screen.top + 6;
  const top = below + menu.offsetHeight > screen.height - 8 ? below - menu.offsetHeight - 16 : below;
  Object.assign(menu.style, { left: `${left}px`, top: `${Math.max(8, top)}px` });
}

function keys(event, menu, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) items[(at + step + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
}
