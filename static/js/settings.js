// Reading settings, applied before anything is painted: the one script that pages wait for. They are kept in this
// browser only, so a page is the same for everybody. Without storage everything is as it is without JavaScript.
(() => {
  const CHOICES = {
    theme: ["light", "dark", "sepia"],
    size: ["1", "3", "4", "5"],
    width: ["narrow", "wide"],
    digits: ["arab"],
    months: ["levant", "gulf", "maghreb", "morocco"],
    hijri: ["off"],
    shortcuts: ["off"],
  }; // beside the first of each, which is how pages come
  const PAPER = { light: "#fdfcf9", dark: "#171614", sepia: "#f5ecd9" };
  const LEVANT = "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول".split("|");
  const GULF = "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر".split("|");
  const MONTHS = {
    levant: LEVANT,
    gulf: GULF,
    maghreb: "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر".split("|"),
    morocco: "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر".split("|"),
  };
  const PAIRS = LEVANT.map((name, number) => `${name}/${GULF[number]}`);
  const PAIR = new RegExp(PAIRS.join("|"), "g");
  const NUMBER = /\d+(?:[.,]\d+)*/g;
  // The words of articles and of people, and what is typed or copied as it stands, are never altered.
  const AS_IT_IS = "body [lang], bdi:not(.hijri), [dir=ltr], .as-it-is, .citation, script, style, template, textarea";
  const root = document.documentElement;
  root.classList.add("js");
  const chosen = root.dataset;
  const shown = new WeakMap(); // text node -> [as it came, as it is shown]

  function kept() {
    try {
      return JSON.parse(localStorage.getItem("archive.reading")) ?? {};
    } catch {
      return {}; // refused, or damaged
    }
  }

  const figure = (sign) => (sign === "," ? "٬" : sign === "." ? "٫" : String.fromCharCode(sign.charCodeAt() + 0x630));

  function write(node) {
    const last = shown.get(node);
    const own = last?.[1] === node.data ? last[0] : node.data;
    if (!/[\d/·]/.test(own) || node.parentElement?.closest(AS_IT_IS)) return;
    let text = own;
    if (chosen.months) text = text.replace(PAIR, (pair) => MONTHS[chosen.months][PAIRS.indexOf(pair)]);
    if (chosen.digits) text = text.replace(NUMBER, (number) => number.replace(/./g, figure)).replace(/·/g, "–"); // · looks like ٠
    if (text === node.data) return;
    shown.set(node, [own, text]);
    node.data = text;
  }

  function writeAll(node) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    if (node.nodeType === Node.TEXT_NODE) write(node);
    while (texts.nextNode()) write(texts.currentNode);
  }

  // Called as the page is read and before it is painted.
  const observer = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (target.nodeType === Node.TEXT_NODE) write(target);
      addedNodes.forEach(writeAll);
    }
  });

  function apply() {
    const settings = kept();
    for (const [name, others] of Object.entries(CHOICES)) {
      if (others.includes(settings[name])) chosen[name] = settings[name];
      else delete chosen[name];
    }
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.dataset.own ??= meta.content;
      meta.content = PAPER[chosen.theme] ?? meta.dataset.own;
    }
    if (document.body) writeAll(document.body);
    observer.disconnect();
    if (chosen.digits || chosen.months) observer.observe(root, { childList: true, characterData: true, subtree: true });
  }

  apply();
  addEventListener("reading", apply); // chosen on this page: panel.js
  addEventListener("storage", apply); // or on another
  addEventListener("pageshow", (event) => event.persisted && apply()); // or before coming back to this one
})();
