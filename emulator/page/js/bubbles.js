/** What is inside one message: text, sticker, media, place, card, Flex. */
import { openLink } from "./actions.js";
import { h, icon, picture, svg } from "./dom.js";
import { drawFlex } from "./flex.js";
import { drawSticker } from "./stickers.js";
import { drawImagemap, drawTemplate } from "./templates.js";
import { textNodes } from "./text.js";
import { t } from "./words.js";

const bare = (kind, ...children) => h("div", { class: `bare ${kind}` }, children);

function drawText(message, at) {
  return h("div", { class: "bubble" }, quoted(message, at), h("div", { class: "text" }, textNodes(message, at.phone.user.userId)));
}

function quoted(message, at) {
  if (!message.quoted) return null;
  const { id, text, from } = message.quoted;
  const name = from === "user" ? at.phone.user.name : at.phone.senderOf(id);
  return h("button", { class: "quoted", onclick: () => at.phone.log.reveal(id) },
    h("span", { class: "quoted-name" }, name), h("span", { class: "quoted-text" }, text || t("message")));
}

function drawStickerMessage(message, at) {
  const sticker = drawSticker(message.packageId, message.stickerId);
  return message.quoted
    ? h("div", { class: "bubble" }, quoted(message, at), sticker)
    : bare("sticker-message", sticker);
}

const mediaUrl = (message) => message.contentUrl ?? message.originalContentUrl ?? message.contentProvider?.originalContentUrl;

function drawImage(message, at) {
  const source = mediaUrl(message);
  const shown = message.previewImageUrl ?? source;
  const missing = () => h("span", { class: "media-missing" }, icon("image", 30), t("noPicture"));
  return h("button", { class: "bare photo", "aria-label": t("photoOf"), onclick: () => source && at.phone.lightbox(source) },
    picture(shown, { alt: t("photoOf") }, missing));
}

function drawVideo(message, at) {
  const video = h("video", { class: "bare clip", controls: true, preload: "metadata", playsinline: true, "aria-label": t("video") });
  const preview = message.previewImageUrl ?? message.contentProvider?.previewImageUrl;
  if (preview) video.poster = preview;
  if (message.trackingId) video.addEventListener("ended", () => at.phone.watched(message.trackingId));
  video.src = mediaUrl(message) ?? "";
  return video;
}

function drawAudio(message) {
  const audio = h("audio", { controls: true, preload: "none", "aria-label": t("audio") });
  audio.src = mediaUrl(message) ?? "";
  const seconds = Math.round((message.duration ?? 0) / 1000);
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return h("div", { class: "bubble voice" }, h("span", { class: "voice-length" }, icon("play", 18), t("audio"), " ", length), audio);
}

function fileSize(bytes) {
  if (!bytes) return "";
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function drawFile(message) {
  const inside = [h("span", { class: "file-icon" }, icon("file", 28)), h("span", { class: "file-words" },
    h("span", { class: "file-name" }, message.fileName ?? t("anyFile")), h("span", { class: "file-size" }, fileSize(message.fileSize)))];
  const source = mediaUrl(message);
  return source ? h("a", { class: "bubble file", href: source, download: message.fileName ?? "" }, inside) : h("div", { class: "bubble file" }, inside);
}

function map() {
  const road = (d, width) => svg("path", { d, stroke: "#fff", "stroke-width": width, fill: "none", "stroke-linecap": "round" });
  return svg("svg", { viewBox: "0 0 240 120", class: "map", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" },
    svg("rect", { width: 240, height: 120, fill: "#e3ebe0" }),
    svg("path", { d: "M0 92q60-24 120 0t120-8v36H0z", fill: "#b9d9ef" }),
    svg("rect", { x: 22, y: 14, width: 54, height: 34, rx: 6, fill: "#cbe3c2" }),
    svg("rect", { x: 166, y: 42, width: 48, height: 28, rx: 6, fill: "#cbe3c2" }),
    road("M-10 62L250 30", 9), road("M92-10L132 130", 7), road("M180-10L204 130", 5), road("M-10 26L110 86", 4),
    svg("path", { d: "M120 74s19-17 19-32a19 19 0 00-38 0c0 15 19 32 19 32z", fill: "#e5484d" }),
    svg("circle", { cx: 120, cy: 42, r: 7, fill: "#fff" }));
}

function drawLocation(message, at) {
  const address = `https://www.google.com/maps?q=${message.latitude},${message.longitude}`;
  return h("button", { class: "bare location", onclick: () => openLink(at.phone, address) }, map(),
    h("span", { class: "location-words" },
      h("strong", {}, message.title || t("place")), h("span", {}, message.address ?? "")));
}

const DRAW = {
  text: drawText,
  textV2: drawText,
  sticker: drawStickerMessage,
  image: drawImage,
  video: drawVideo,
  audio: drawAudio,
  file: drawFile,
  location: drawLocation,
  template: (message, at) => drawTemplate(message.template, at),
  imagemap: drawImagemap,
  flex: (message, at) => drawFlex(message.contents, at),
};

const WIDE = ["template", "flex", "imagemap"];

/** True for messages that need the chat's whole width, so that their time goes below them. */
export const isWide = (message) => WIDE.includes(message.type);

/** The content of a message, never failing on one that a newer LINE could bring. */
export function drawContent(message, phone) {
  const at = { phone, messageId: message.id };
  try {
    return DRAW[message.type]?.(message, at) ?? strange(message);
  } catch (error) {
    console.error(error);
    return strange(message);
  }
}

const strange = (message) => h("div", { class: "bubble plain" }, t("unknownKind", { type: message.type }));

/** One line that stands for a message: in a quote, in the list of chats. */
export function summary(message) {
  if (message.unsent) return t("unsentTheirs");
  if (message.text) return message.text;
  if (message.altText) return message.altText;
  const names = { sticker: t("stickers"), image: t("photoOf"), video: t("video"), audio: t("audio"), location: t("place") };
  return message.fileName ?? names[message.type] ?? message.type;
}
