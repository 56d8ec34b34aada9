/** Times as the phones show them. The phones are in Japan wherever the browser is. */
import { pageLanguage, t } from "./words.js";

const ZONE = "Asia/Tokyo";
const locale = () => (pageLanguage() === "ja" ? "ja-JP" : "en-GB");
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** "18:05" for a time in ms. */
export const hourMinute = (at) => clock.format(at);

/** "2026-11-22" for a time in ms; two times on one day have the same. */
export const dayKey = (at) => day.format(at);

/** "今日", "昨日" or "11月20日(金)" for a time in ms. */
export function dayName(at) {
  const key = dayKey(at);
  if (key === dayKey(Date.now())) return t("today");
  if (key === dayKey(Date.now() - 86_400_000)) return t("yesterday");
  return new Intl.DateTimeFormat(locale(), { timeZone: ZONE, month: "long", day: "numeric", weekday: "short" }).format(at);
}

/** A picker's value ("2027-03-01", "09:30", "2027-03-01T09:30") in words. */
export function valueName(value, mode) {
  if (mode === "time") return value;
  const moment = new Date(mode === "date" ? `${value}T00:00Z` : `${value}Z`);
  if (Number.isNaN(moment.getTime())) return value;
  const parts = { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" };
  if (mode === "datetime") Object.assign(parts, { hour: "2-digit", minute: "2-digit" });
  return new Intl.DateTimeFormat(locale(), parts).format(moment);
}
