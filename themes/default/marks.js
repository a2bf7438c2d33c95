// Marks, on the page that a search led to, what was searched for, until the reader has seen enough: `?h=word+word`.
(() => {
  // The build puts the style sheet's own name in place of this one.
  const css = new URL("search.css", document.currentScript.src);
  // The dialog leaves its words behind.
  let lang, marked, unmark;
  try { [lang, marked, unmark] = JSON.parse(localStorage["dw-words"] || "[]") } catch { /* forbidden */ }
  if (lang != document.documentElement.lang) [marked, unmark] = ["{n} marked", "Remove marks"];
  const dense = "\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}ー", isDense = RegExp(`[${dense}]`, "u");
  const runs = RegExp(`[${dense}]+|(?:(?![${dense}])[\\p{Alphabetic}\\p{N}_\\u0300-\\u036F])+`, "gu");
  const plain = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
  const fold = text => text.toLowerCase().normalize("NFKD").replace(/[ßæœþøđðłıς_\u0300-\u036F\u0591-\u05C7\u0640\u064B-\u065F\u0670]/g, char => plain[char] || "").normalize("NFC");
  const make = (tag, props, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e };

  const address = new URL(location.href), article = document.querySelector("article");
  const forms = new Set((address.searchParams.get("h") || "").split(" ").map(fold).filter(Boolean));
  const nodes = [], walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, style, svg, math, button")) nodes.push(walker.currentNode);

  let count = 0;
  for (const node of nodes) {
    const places = [];
    for (const { 0: run, index: at } of node.data.matchAll(runs)) {
      if (forms.has(fold(run))) places.push([at, at + run.length]);
      else if (isDense.test(run)) for (const form of forms) if (isDense.test(form))
        for (let i = run.indexOf(form); i >= 0; i = run.indexOf(form, i + 1)) places.push([at + i, at + i + form.length]);
    }
    // From the end on, so that places stay right; overlapping ones are one.
    places.sort((a, b) => b[0] - a[0]);
    for (let i = 0; i < places.length; i++) {
      let [from, to] = places[i];
      while (places[i + 1]?.[1] >= from) { to = Math.max(to, places[++i][1]); from = places[i][0] }
      const part = node.splitText(from), mark = make("mark", { className: "dw-hit" });
      part.splitText(to - from);
      part.replaceWith(mark);
      mark.append(part);
      count++;
    }
  }
  if (!count) return;

  const end = () => {
    article.querySelectorAll(".dw-hit").forEach(mark => { const parent = mark.parentNode; mark.replaceWith(...mark.childNodes); parent.normalize() });
    bar.remove();
    removeEventListener("keydown", escape);
    address.searchParams.delete("h");
    address.hash = location.hash;
    try { history.replaceState(history.state, "", address) } catch { /* from a disk */ }
  };
  const escape = event => event.key == "Escape" && !document.querySelector("dialog[open], :popover-open") && end();
  const bar = make("div", { className: "marks" }, make("span", { role: "status" }, marked.replace("{n}", count)),
    make("button", { type: "button", onclick: end }, unmark + " ", make("kbd", {}, "Esc")));
  addEventListener("keydown", escape);
  document.head.append(make("link", { rel: "stylesheet", href: css, onload: () => document.body.append(bar) }));
})();
