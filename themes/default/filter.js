// The table of contents beyond what is in the page: branches that are opened, and the filter with its flat hits.
// Loaded when one of them is first used.
(() => {
  const $ = (q, e = document) => e.querySelector(q), make = (tag, props, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e };
  const box = $(".filter"), input = $("input", box), out = $("output", box), tree = $(".tree"), { load, base, toc, say } = docwright;
  const hits = make("ul", { className: "hits", hidden: true }), lang = document.documentElement.lang, drawn = 200;
  tree.after(hits);
  let rows;

  // An entry is `[name, address, entries or their file]`.
  const entry = ([name, to, kids]) => {
    const li = make("li"), text = to ? make("a", { href: new URL(to, base) }, name) : make("span", {}, name);
    if (to || !kids) li.append(text);
    if (!kids) return li;
    const d = make("details", {}, make("summary", {}, make("span", { className: to ? "vh" : "" }, name)));
    typeof kids == "string" ? d.dataset.toc = kids : d.append(make("ul", {}, ...kids.map(entry)));
    li.className = to ? "has" : ""; li.append(d);
    return li;
  };
  const entries = async ({ dataset: { toc: name, at } }) => {
    if (!toc[name]) await load(`_toc/${name}.js`);
    let list = toc[name];
    for (const i of at?.split(".") || []) list = list[i][2];
    return list.map(entry);
  };
  docwright.open = async d => {
    const ul = $("ul", d) || d.appendChild(make("ul"));
    ul.ariaBusy = "true";
    try { ul.replaceChildren(...await entries(d)); delete d.dataset.toc } catch { ul.replaceChildren(make("li", {}, make("span", {}, say.offline))) }
    ul.ariaBusy = null;
  };
  docwright.more = a => entries(a).then(all => {
    const n = +a.dataset.more, li = a.parentElement, rest = li.previousElementSibling ? all.slice(-n) : all.slice(0, n);
    li.replaceWith(...rest); $("a, summary", rest[0])?.focus();
  }, () => location = a.href);

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
