// A list that is kept in this browser only: searches, articles. What is stored may come from anywhere: what is not a
// kept thing is passed over. Without local storage there is no shelf.

export function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // refused altogether
  }
}

/** Things known by their `id` (the name of a field), the newest first; `most` are kept, the oldest makes room. */
export function shelf(key, id, holds, most) {
  const isKept = (one) => one !== null && typeof one === "object" && typeof one[id] === "string" && holds(one);
  const read = () => {
    try {
      const found = JSON.parse(storage().getItem(key) ?? "[]");
      return Array.isArray(found) ? found.filter(isKept) : [];
    } catch {
      return [];
    }
  };
  const write = (things) => {
    try {
      storage().setItem(key, JSON.stringify(things.slice(0, most)));
      return true;
    } catch {
      return false; // full
    }
  };
  return {
    read,
    write,
    has: (name) => read().some((one) => one[id] === name),
    without: (name) => read().filter((one) => one[id] !== name),
    changed: (name, change) => write(read().map((one) => (one[id] === name ? { ...one, ...change } : one))),
  };
}

/** «10 آذار/مارس 2025», as the archive writes a day. */
export function day(iso) {
  const part = (locale, options) =>
    new Intl.DateTimeFormat(`${locale}-u-nu-latn-ca-gregory`, options).format(new Date(iso));
  const month = ["ar-SY", "ar-EG"].map((locale) => part(locale, { month: "long" })).join("/");
  return `${part("ar", { day: "numeric" })} ${month} ${part("ar", { year: "numeric" })}`;
}
