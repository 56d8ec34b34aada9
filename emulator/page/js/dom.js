/** Small helpers that build elements. Text goes in as text nodes only, never as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties and children; null and false children are left out. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  if (tag === "button" && !("type" in props)) node.type = "button";
  for (const [name, value] of Object.entries(props)) setProp(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "style") Object.assign(node.style, value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "class") node.className = value;
  else if (value === true) node.setAttribute(name, "");
  else node.setAttribute(name, value);
}

/** An SVG element with attributes and children. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat().filter(Boolean));
  return node;
}

const STROKES = {
  add: "M12 5v14M5 12h14",
  back: "M15 4l-8 8 8 8",
  bell: "M6 16V11a6 6 0 0112 0v5l1.5 2h-15zM10 20.500a2.2 2.2 0 004 0",
  block: "M12 3a9 9 0 100 18 9 9 0 000-18zM5.8 5.800l12.4 12.4",
  check: "M5 12.500l4.5 4.500L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM5 15V4h10",
  down: "M6 9l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  globe: "M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.500h.01",
  keyboard: "M3 6h18v12H3zM7 10h.01M12 10h.01M17 10h.01M8 14.500h8",
  next: "M9 4l8 8-8 8",
  menu: "M5 7h14M5 12h14M5 17h14",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  phone: "M8 2h8v20H8zM11.5 19h1",
  pin: "M12 21s7-6.5 7-11.500a7 7 0 00-14 0C5 14.5 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
  play: "M8 5l11 7-11 7z",
  quote: "M9 8l-5 4.500L9 17M4 12.500h9a7 7 0 017 6",
  reset: "M5 12a7 7 0 107-7H7M10 2L7 5l3 3",
  search: "M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l4.5 4.5",
  send: "M4 12l16-8-6 16-3-7z",
  smile: "M12 3a9 9 0 100 18 9 9 0 000-18zM8 14c1.8 3 6.2 3 8 0M9 9.500h.01M15 9.500h.01",
  unsend: "M5 7h14M10 4h4M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  warn: "M12 4l9.5 16h-19zM12 10v5M12 17.500h.01",
};

/** A line icon from the table above, hidden from screen readers. */
export function icon(name, size = 22) {
  const attributes = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  };
  return svg("svg", { ...attributes, class: "icon" }, svg("path", { d: STROKES[name] }));
}

/** A button that shows only an icon and says what it does to screen readers and on hover. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

/** An image that gives way to `instead()` when it cannot be loaded. */
export function picture(src, props, instead) {
  if (!src) return instead();
  const image = h("img", { alt: "", draggable: "false", ...props });
  image.addEventListener("error", () => image.replaceWith(instead()), { once: true });
  image.src = src;
  return image;
}

/** Calls `task` once for a burst of calls, `wait` ms after its first. */
export function settled(task, wait) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      task();
    }, wait);
  };
}
