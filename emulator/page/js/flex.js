/** Flex Messages: bubbles and carousels, boxes and everything that LINE puts in them. */
import { actionArea, actionButton, actionName } from "./actions.js";
import { h, picture } from "./dom.js";
import { imageSize, placeInBox, ratio, space, styleBox, textSize } from "./flexstyle.js";
import { strip } from "./strip.js";
import { t } from "./words.js";

/** The drawing of a Flex container; `at` is {phone, messageId}. */
export function drawFlex(contents, at) {
  if (contents?.type === "carousel") {
    return strip("fx-carousel", contents.contents.map((one) => bubble(one, at)));
  }
  return contents ? bubble(contents, at) : null;
}

function bubble(one, at) {
  const blocks = ["header", "hero", "body", "footer"].filter((name) => one[name]).map((name) => block(name, one, at));
  const node = h("div", { class: `fx-bubble fx-${one.size ?? "mega"}`, dir: one.direction ?? "ltr" }, blocks);
  return one.action ? actionArea(at.phone, at.messageId, one.action, node) : node;
}

function block(name, one, at) {
  const look = one.styles?.[name] ?? {};
  const node = h("div", { class: `fx-block fx-${name}` });
  if (look.backgroundColor) node.style.backgroundColor = look.backgroundColor;
  if (look.separator) node.append(h("div", { class: "fx-line", style: { backgroundColor: look.separatorColor ?? "" } }));
  const content = component(one[name], { layout: "vertical" }, true, at);
  content.classList.add("fx-root");
  node.append(content);
  return node;
}

function component(item, box, isFirst, at) {
  const draw = DRAW[item.type] ?? unknown;
  const node = draw(item, at, box);
  placeInBox(node, item, box, isFirst);
  return node;
}

const holdsAction = (item) =>
  (item.contents ?? []).some((child) => child.action || child.type === "button" || holdsAction(child));

function drawBox(box, at) {
  const single = box.action && !holdsAction(box);
  let seen = 0;
  const children = (box.contents ?? []).map((item) =>
    component(item, box, item.position === "absolute" || seen++ === 0, at));
  const node = single
    ? actionButton(at.phone, at.messageId, box.action, { class: "fx-box" }, ...children)
    : h("div", { class: "fx-box" }, children);
  if (single && !node.textContent.trim()) node.setAttribute("aria-label", actionName(box.action));
  styleBox(node, box);
  return box.action && !single ? actionArea(at.phone, at.messageId, box.action, node) : node;
}

function textLook(style, item) {
  if (item.size) style.fontSize = textSize(item.size);
  if (item.color) style.color = item.color;
  if (item.weight) style.fontWeight = item.weight === "bold" ? "700" : "400";
  if (item.style) style.fontStyle = item.style === "italic" ? "italic" : "normal";
  if (item.decoration && item.decoration !== "none") style.textDecorationLine = item.decoration;
}

function span(item) {
  const node = h("span", {}, item.text ?? "");
  textLook(node.style, item);
  return node;
}

function drawText(item, at) {
  const inner = h("span", { class: item.wrap ? "fx-wrap" : "fx-nowrap" }, item.contents?.length ? item.contents.map(span) : item.text ?? "");
  const props = { class: `fx-text fx-gravity-${item.gravity ?? "top"} fx-align-${item.align ?? "start"}` };
  const node = item.action ? actionButton(at.phone, at.messageId, item.action, props, inner) : h("div", props, inner);
  textLook(node.style, { size: "md", ...item });
  if (item.lineSpacing) inner.style.lineHeight = `calc(1.4em + ${item.lineSpacing})`;
  if (item.wrap && item.maxLines > 0) {
    inner.classList.add("fx-clamp");
    inner.style.webkitLineClamp = String(item.maxLines);
  }
  return node;
}

function drawButton(item, at, box) {
  const style = item.style ?? "link";
  const props = { class: `fx-button fx-${style} fx-${item.height ?? "md"}` };
  const button = actionButton(at.phone, at.messageId, item.action, props);
  if (item.color && style === "link") button.style.color = item.color;
  else if (item.color) button.style.backgroundColor = item.color;
  const stretch = box.layout === "vertical" ? "" : `fx-gravity-${item.gravity ?? "top"}`;
  return h("div", { class: `fx-button-place ${stretch}` }, button);
}

function drawImage(item, at) {
  const missing = () => h("span", { class: "fx-missing" }, t("noPicture"));
  const image = picture(item.url, { class: item.aspectMode === "cover" ? "fx-cover" : "fx-fit", loading: "lazy" }, missing);
  const frame = h("span", { class: "fx-frame", style: { width: imageSize(item.size), aspectRatio: ratio(item.aspectRatio) } }, image);
  if (item.backgroundColor) frame.style.backgroundColor = item.backgroundColor;
  const props = { class: `fx-image fx-gravity-${item.gravity ?? "top"} fx-align-${item.align ?? "center"}` };
  if (!item.action) return h("div", props, frame);
  return actionButton(at.phone, at.messageId, item.action, { ...props, "aria-label": actionName(item.action) }, frame);
}

function drawIcon(item) {
  const frame = h("span", { class: "fx-icon", style: { fontSize: textSize(item.size), aspectRatio: ratio(item.aspectRatio) } });
  frame.append(picture(item.url, {}, () => h("span", { class: "fx-icon-missing" })));
  return frame;
}

function drawVideo(item, at) {
  const node = h("div", { class: "fx-video" });
  if (item.url) {
    const video = h("video", { controls: true, preload: "none", playsinline: true, poster: item.previewUrl, style: { aspectRatio: ratio(item.aspectRatio) } });
    video.src = item.url;
    node.append(video);
  } else if (item.altContent) node.append(component(item.altContent, { layout: "vertical" }, true, at));
  return node;
}

const DRAW = {
  box: drawBox,
  text: drawText,
  button: drawButton,
  image: drawImage,
  icon: drawIcon,
  video: drawVideo,
  separator: (item) => h("div", { class: "fx-separator", style: { backgroundColor: item.color ?? "" } }),
  spacer: (item) => h("div", { style: { width: space(item.size ?? "md"), height: space(item.size ?? "md") } }),
  filler: () => h("div", {}),
};

const unknown = (item) => h("div", { class: "fx-missing" }, t("unknownKind", { type: item.type }));
