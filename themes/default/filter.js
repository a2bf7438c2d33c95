// The filter over the table of contents: flat hits with the way to them. Loaded when it is first used.
(() => {
  const $ = (q, e = document) => e.querySelector(q), make = (tag, props, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e };
  const box = $(".filter"), input = $("input", box), out = $("output", box), tree = $(".tree"), { load, base, toc } = docwright;
  const hits = make("ul", { className: "hits", hidden: true }), lang = document.documentElement.lang, drawn = 200;
  tree.after(hits);
  let rows;

  // Rows are text, address, the way to it, and what is searched.
  const row = (text, href, way) => [text, href, way, (text + " " + way).toLowerCase()];
  const flat = (list, way) => list.flatMap(([name, to, kids]) => [...to ? [row(name, new URL(to, base).href, way)] : [], ...kids ? flat(kids, (way && way + " › ") + name) : []]);
  const name = d => $("summary", d).textContent;
  const way = a => { const out = []; for (let d = a; d = d.parentElement.closest("details");) out.unshift(name(d)); return out.join(" › ") };
  const read = async () => {
    const all = tree.dataset.toc && tree.dataset.toc + "-all";
    if (all) try { await load(`_toc/${all}.js`); return flat(toc[all], "") } catch { }
    return [...tree.querySelectorAll("a:not([data-more])")].map(a => row(a.textContent, a.href, way(a)));
  };
  const link = ([text, href, way], words) => {
    const small = text.toLowerCase(), word = words.find(w => small.includes(w)) || "", at = small.indexOf(word);
    const a = make("a", { href }, text.slice(0, at), ...word ? [make("mark", {}, text.slice(at, at + word.length))] : [], text.slice(at + word.length));
    if (href == location.href.split(/[?#]/)[0]) a.setAttribute("aria-current", "page");
    if (way) a.append(make("small", {}, way));
    return make("li", {}, a);
  };
  const show = async () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !rows) { out.textContent = "…"; rows = await read(); return show() }
    tree.hidden = words.length; hits.hidden = !words.length;
    const found = words.length ? rows.filter(r => words.every(w => r[3].includes(w))) : [], n = x => x.toLocaleString(lang);
    out.textContent = words.length ? `${n(found.length)} / ${n(rows.length)}` : "";
    hits.replaceChildren(...found.slice(0, drawn).map(r => link(r, words)), ...words.length && !found.length ? [make("li", { className: "none" }, box.dataset.none)] : []);
  };
  input.addEventListener("input", show);
  input.addEventListener("keydown", e => {
    if (e.key == "Escape" && input.value) { e.preventDefault(); input.value = ""; show() }
    if (e.key == "Enter" || e.key == "ArrowDown") { e.preventDefault(); $("a", hits)?.focus() }
  });
  show();
})();
