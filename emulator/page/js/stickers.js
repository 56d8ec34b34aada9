/** Stickers drawn by ourselves: a round creature whose face and extras depend on the sticker's id. */
import { h, svg } from "./dom.js";

/** The stickers that the picker offers; ids are ones that LINE lets bots send. */
export const COMMON = [
  { packageId: "11537", stickerId: "52002738", mood: "hello", caption: "こんにちは" },
  { packageId: "11537", stickerId: "52002735", mood: "ok", caption: "OK!" },
  { packageId: "11537", stickerId: "52002739", mood: "thanks", caption: "ありがとう" },
  { packageId: "11537", stickerId: "52002736", mood: "love", caption: "だいすき" },
  { packageId: "11537", stickerId: "52002734", mood: "laugh", caption: "わはは" },
  { packageId: "11537", stickerId: "52002752", mood: "cheer", caption: "がんばる！" },
  { packageId: "11538", stickerId: "51626501", mood: "please", caption: "おねがい" },
  { packageId: "11538", stickerId: "51626494", mood: "yay", caption: "やった！" },
  { packageId: "11538", stickerId: "51626522", mood: "cry", caption: "えーん" },
  { packageId: "11538", stickerId: "51626527", mood: "sorry", caption: "ごめんね" },
  { packageId: "11539", stickerId: "52114117", mood: "sleepy", caption: "おやすみ" },
  { packageId: "11539", stickerId: "52114129", mood: "surprise", caption: "えっ！" },
];

const COATS = ["#ffd25e", "#9adbb4", "#ffb3a7", "#a9cdf5", "#d3bdf2"];
const MOODS = [...new Set(COMMON.map((sticker) => sticker.mood))];
const INK = "#4a3b35";

const line = (d, extra = {}) =>
  svg("path", { d, fill: "none", stroke: INK, "stroke-width": 3.4, "stroke-linecap": "round", "stroke-linejoin": "round", ...extra });
const dot = (cx, cy, r = 3.8) => svg("circle", { cx, cy, r, fill: INK });
const heart = (x, y, size) =>
  svg("path", { d: `M${x} ${y + size * 0.3}c0-${size * 0.6} ${size}-${size * 0.6} ${size} 0 0 ${size * 0.5}-${size} ${size}-${size} ${size} 0 0-${size}-${size * 0.5}-${size}-${size} 0-${size * 0.6} ${size}-${size * 0.6} ${size} 0z`, fill: "#f2637e" });
const star = (x, y) => svg("path", { d: `M${x} ${y - 8}l2.3 5.7 5.7 2.3-5.7 2.3-2.3 5.7-2.3-5.7-5.7-2.3 5.7-2.300z`, fill: "#f7b731" });
const tear = (x, y) => svg("path", { d: `M${x} ${y}c-5 8-5 13 0 13s5-5 0-13z`, fill: "#6db9f2" });
const letters = (x, y, text, size = 15) => {
  const node = svg("text", { x, y, "font-size": size, "font-weight": 700, fill: "#6b7fb3", "text-anchor": "middle" });
  node.textContent = text;
  return node;
};

const OPEN = () => [dot(46, 54), dot(74, 54)];
const HAPPY = () => [line("M40 55q5-7 10 0"), line("M70 55q5-7 10 0")];
const SHUT = () => [line("M40 54q5 5 10 0"), line("M70 54q5 5 10 0")];
const SMILE = () => line("M52 65q8 8 16 0");
const GRIN = () => svg("path", { d: "M48 63h24q-2 14-12 14t-12-14z", fill: "#b5463c" });
const FROWN = () => line("M52 72q8-8 16 0");

const FACES = {
  hello: () => [OPEN(), SMILE(), line("M96 56q12-6 10-20"), line("M112 30l5-5M114 40l7-1")],
  ok: () => [HAPPY(), SMILE(), svg("circle", { cx: 104, cy: 44, r: 10, fill: "none", stroke: "#2aa876", "stroke-width": 5 })],
  thanks: () => [SHUT(), SMILE(), star(18, 34), star(104, 30), line("M50 88q10 8 20 0")],
  love: () => [HAPPY(), SMILE(), heart(104, 26, 11), heart(17, 36, 8)],
  laugh: () => [HAPPY(), GRIN(), tear(34, 52), tear(86, 52)],
  cheer: () => [OPEN(), GRIN(), line("M37 44l11 3M83 44l-11 3"), line("M99 70q10-8 8-22"), line("M21 70q-10-8-8-22")],
  please: () => [OPEN(), dot(48, 52, 1.3), SMILE(), line("M56 86l4-10 4 10"), star(102, 36)],
  yay: () => [HAPPY(), GRIN(), line("M97 60q10-10 9-26"), line("M23 60q-10-10-9-26"), star(60, 12), star(92, 18), star(28, 18)],
  cry: () => [SHUT(), FROWN(), tear(44, 60), tear(76, 60), tear(40, 74), tear(80, 74)],
  sorry: () => [SHUT(), line("M54 69h12"), line("M92 36q6 4 4 11", { stroke: "#6db9f2" }), line("M50 88q10 6 20 0")],
  sleepy: () => [SHUT(), svg("circle", { cx: 60, cy: 68, r: 4, fill: "#b5463c" }), letters(98, 36, "Z", 18), letters(110, 22, "z", 13)],
  surprise: () => [dot(46, 52, 5), dot(74, 52, 5), svg("ellipse", { cx: 60, cy: 71, rx: 5.5, ry: 7, fill: "#b5463c" }), line("M20 30l-7-6M100 30l7-6M60 12V4")],
};

function hash(text) {
  let value = 7;
  for (const letter of String(text)) value = (value * 31 + letter.charCodeAt(0)) >>> 0;
  return value;
}

function creature(mood, coat) {
  return svg("g", {},
    svg("ellipse", { cx: 60, cy: 100, rx: 34, ry: 5, fill: "rgba(60,50,80,.14)" }),
    svg("path", { d: "M35 26q-6-14 6-14 8 2 12 9zM85 26q6-14-6-14-8 2-12 9z", fill: coat, stroke: INK, "stroke-width": 3 }),
    svg("path", { d: "M60 18c27 0 40 16 40 40S84 99 60 99 20 82 20 58s13-40 40-40z", fill: coat, stroke: INK, "stroke-width": 3 }),
    svg("ellipse", { cx: 36, cy: 65, rx: 6, ry: 3.6, fill: "#f58f84", opacity: 0.75 }),
    svg("ellipse", { cx: 84, cy: 65, rx: 6, ry: 3.6, fill: "#f58f84", opacity: 0.75 }),
    ...FACES[mood]().flat(),
  );
}

/** The drawing of one sticker; an unknown id gets a face of its own and shows its ids. */
export function drawSticker(packageId, stickerId) {
  const known = COMMON.find((sticker) => sticker.stickerId === String(stickerId));
  const mood = known?.mood ?? MOODS[hash(stickerId) % MOODS.length];
  const caption = known?.caption ?? `${packageId} / ${stickerId}`;
  const drawing = svg("svg", { viewBox: "0 0 120 108", "aria-hidden": "true" }, creature(mood, COATS[hash(stickerId) % COATS.length]));
  return h("span", { class: known ? "sticker" : "sticker unknown", role: "img", "aria-label": caption },
    drawing, h("span", { class: "sticker-caption" }, caption));
}
