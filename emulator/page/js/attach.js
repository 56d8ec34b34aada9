/** What a person attaches: a picture, video, sound or file from this computer, or a place from a short list. */
import { h, icon } from "./dom.js";
import { openSheet } from "./sheet.js";
import { pageLanguage, t } from "./words.js";

const LIMIT = 20_000_000;

const PLACES = [
  { title: ["東京駅", "Tokyo Station"], address: "東京都千代田区丸の内1丁目", latitude: 35.681236, longitude: 139.767125 },
  { title: ["大阪・梅田", "Umeda, Osaka"], address: "大阪府大阪市北区梅田3丁目", latitude: 34.702485, longitude: 135.495951 },
  { title: ["京都大学", "Kyoto University"], address: "京都府京都市左京区吉田本町", latitude: 35.026244, longitude: 135.780822 },
  { title: ["札幌駅", "Sapporo Station"], address: "北海道札幌市北区北6条西4丁目", latitude: 43.068661, longitude: 141.350755 },
  { title: ["博多駅", "Hakata Station"], address: "福岡県福岡市博多区博多駅中央街", latitude: 33.589728, longitude: 130.420727 },
];

function ask(accept) {
  return new Promise((resolve) => {
    const input = h("input", { type: "file", accept, multiple: Boolean(accept), class: "offscreen" });
    const end = (files) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener("change", () => end([...input.files]));
    input.addEventListener("cancel", () => end([]));
    document.body.append(input);
    input.click();
  });
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function duration(kind, file) {
  return new Promise((resolve) => {
    const media = document.createElement(kind);
    const address = URL.createObjectURL(file);
    const end = (seconds) => {
      URL.revokeObjectURL(address);
      resolve(Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : 1000);
    };
    media.addEventListener("loadedmetadata", () => end(media.duration));
    media.addEventListener("error", () => end(0));
    media.src = address;
  });
}

/** Lets the person choose a file, or pictures and films of which there may be several; gives the messages to send. */
export async function chooseFiles(phone, accept) {
  const files = await ask(accept);
  const fit = files.filter((file) => file.size <= LIMIT);
  if (fit.length < files.length) phone.toast(t("tooBig"), "warn");
  return Promise.all(fit.map(asMessage));
}

async function asMessage(file) {
  const kind = ["image", "video", "audio"].find((one) => file.type.startsWith(`${one}/`)) ?? "file";
  const message = { type: kind, fileName: file.name, contentBase64: await base64(file) };
  if (kind === "video" || kind === "audio") message.duration = await duration(kind, file);
  return message;
}

/** Lets the person choose a place; gives the message to send, or null. */
export function choosePlace(screen) {
  const name = ({ title }) => title[pageLanguage() === "ja" ? 0 : 1];
  return openSheet(screen, t("share"), (close) =>
    h("div", { class: "places" }, PLACES.map((place) =>
      h("button", { onclick: () => close({ type: "location", ...place, title: name(place) }) },
        icon("pin"), h("span", {}, h("strong", {}, name(place)), h("small", {}, place.address))))));
}
