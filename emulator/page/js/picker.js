/** The date, time and date-and-time dialogs of LINE's datetimepicker action. */
import { h } from "./dom.js";
import { openSheet, sheetButtons } from "./sheet.js";
import { valueName } from "./time.js";
import { t } from "./words.js";

const INPUT = { date: "date", time: "time", datetime: "datetime-local" };
const TITLE = { date: "pickDate", time: "pickTime", datetime: "pickBoth" };

const clean = (value) => value?.replace("t", "T") ?? "";

function rangeText({ mode, min, max }) {
  const names = { min: min && valueName(clean(min), mode), max: max && valueName(clean(max), mode) };
  if (min && max) return t("range", names);
  if (min) return t("rangeMin", names);
  return max ? t("rangeMax", names) : "";
}

function startValue(action) {
  const now = new Date(Date.now() + 9 * 3_600_000).toISOString();
  const start = { date: now.slice(0, 10), time: now.slice(11, 16), datetime: now.slice(0, 16) }[action.mode];
  const value = clean(action.initial) || start;
  if (action.min && value < clean(action.min)) return clean(action.min);
  return action.max && value > clean(action.max) ? clean(action.max) : value;
}

const inRange = (value, { min, max }) => value !== "" && (!min || value >= clean(min)) && (!max || value <= clean(max));

/** Asks for a value; gives {date|time|datetime: value}, or null when the person thought better of it. */
export function pickDate(screen, action) {
  return openSheet(screen, t(TITLE[action.mode] ?? "pickBoth"), (close) => form(action, close));
}

function form(action, close) {
  const input = h("input", {
    type: INPUT[action.mode] ?? "datetime-local", class: "picker-input", autofocus: true, required: true,
    min: clean(action.min), max: clean(action.max), "aria-label": t(TITLE[action.mode] ?? "pickBoth"),
  });
  input.value = startValue(action);
  const shown = h("output", { class: "picker-shown" });
  const done = () => inRange(input.value, action) && close({ [action.mode]: input.value.slice(0, 16) });
  const buttons = sheetButtons(close, t("send"), done, { "data-do": "pick" });
  const check = () => {
    shown.textContent = input.value ? valueName(input.value.slice(0, 16), action.mode) : "";
    buttons.lastChild.disabled = !inRange(input.value.slice(0, 16), action);
  };
  input.addEventListener("input", check);
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && done());
  check();
  return h("div", { class: "picker" }, shown, input, h("p", { class: "picker-range" }, rangeText(action)), buttons);
}
