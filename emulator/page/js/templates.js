/** Template messages (buttons, confirm, carousel, image carousel) and imagemaps. */
import { actionArea, actionButton, actionName } from "./actions.js";
import { h, picture } from "./dom.js";
import { strip } from "./strip.js";
import { t } from "./words.js";

const missing = () => h("span", { class: "card-missing" }, t("noPicture"));

function thumbnail(card, look) {
  if (!card.thumbnailImageUrl) return null;
  const square = look.imageAspectRatio === "square" ? "square" : "rectangle";
  const fit = look.imageSize === "contain" ? "contain" : "cover";
  const background = card.imageBackgroundColor ?? look.imageBackgroundColor ?? "#ffffff";
  return h("div", { class: `card-image ${square} ${fit}`, style: { backgroundColor: background } },
    picture(card.thumbnailImageUrl, { loading: "lazy" }, missing));
}

function card(content, look, at) {
  const top = h("div", { class: "card-top" }, thumbnail(content, look),
    h("div", { class: "card-words" },
      content.title ? h("div", { class: "card-title" }, content.title) : null,
      h("div", { class: "card-text" }, content.text)));
  if (content.defaultAction) actionArea(at.phone, at.messageId, content.defaultAction, top);
  const buttons = (content.actions ?? []).map((action) => actionButton(at.phone, at.messageId, action, { class: "card-button" }));
  return h("div", { class: "card" }, top, h("div", { class: "card-buttons" }, buttons));
}

function confirm(template, at) {
  const buttons = template.actions.map((action) => actionButton(at.phone, at.messageId, action, { class: "card-button" }));
  return h("div", { class: "card confirm" },
    h("div", { class: "card-top" }, h("div", { class: "card-words" }, h("div", { class: "card-text" }, template.text))),
    h("div", { class: "card-buttons abreast" }, buttons));
}

function imageColumn(column, at) {
  const label = column.action.label ? h("span", { class: "image-label" }, column.action.label) : null;
  return actionButton(at.phone, at.messageId, column.action,
    { class: "image-column", "aria-label": actionName(column.action) },
    picture(column.imageUrl, { loading: "lazy" }, missing), label);
}

const TEMPLATES = {
  buttons: (template, at) => card(template, template, at),
  confirm,
  carousel: (template, at) => strip("cards", template.columns.map((column) => card(column, template, at))),
  image_carousel: (template, at) => strip("images", template.columns.map((column) => imageColumn(column, at))),
};

/** The drawing of a template; `at` is {phone, messageId}. */
export function drawTemplate(template, at) {
  const draw = TEMPLATES[template?.type];
  return draw ? draw(template, at) : h("div", { class: "bubble plain" }, t("unknownKind", { type: template?.type }));
}

const percent = (part, whole) => `${(100 * part) / whole}%`;

/** The drawing of an imagemap: its picture with a button on each area. */
export function drawImagemap(message, at) {
  const { width, height } = message.baseSize;
  const areas = message.actions.map((action) => {
    const { area } = action;
    return actionButton(at.phone, at.messageId, action, {
      class: "imagemap-area", "aria-label": actionName(action),
      style: {
        left: percent(area.x, width), top: percent(area.y, height),
        width: percent(area.width, width), height: percent(area.height, height),
      },
    }, h("span", {}, actionName(action)));
  });
  const node = h("div", { class: "imagemap", style: { aspectRatio: `${width} / ${height}` } }, areas);
  node.prepend(picture(`${message.baseUrl}/1040`, { alt: message.altText }, () => {
    node.classList.add("bare");
    return h("span", { class: "card-missing" }, message.altText);
  }));
  return node;
}
