// Keeps a page up to date while `docwright serve` runs, and shows what is wrong with it. Never part of a built site.
(() => {
  const own = document.currentScript, parser = new DOMParser();
  const key = "docwright-dev " + location.pathname;
  const make = (tag, props, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e };
  let version = +own.dataset.version, last = null, busy = false, again = false, stream = null;

  const get = path => fetch(path, { cache: "no-store", headers: { "docwright-plain": "1" } });
  const page = async () => {
    const answer = await get(location.pathname + location.search);
    return { version: +answer.headers.get("docwright-version"), document: parser.parseFromString(await answer.text(), "text/html") };
  };

  // A reload leaves the reader where they were.
  const details = () => [...document.querySelectorAll("main details")];
  const focusable = () => [...document.querySelectorAll("main :is(a[href], button:not(.copy), input, select, summary, [tabindex])")];
  const reload = () => {
    try {
      sessionStorage[key] = JSON.stringify({ y: scrollY, open: details().map(d => d.open), focus: focusable().indexOf(document.activeElement) });
    } catch { /* the page is read from its top then */ }
    location.reload();
  };
  const restore = () => {
    let kept;
    try { kept = JSON.parse(sessionStorage[key] || "null"); delete sessionStorage[key] } catch { return }
    if (!kept) return;
    details().forEach((d, i) => { if (i in kept.open) d.open = kept.open[i] });
    focusable()[kept.focus]?.focus({ preventScroll: true });
    scrollTo({ top: kept.y, behavior: "instant" });
  };

  // What a script of the theme has wired cannot be put in by itself.
  const WIRED = ".tabs, [role=tab], .pivots, .versions, [data-moniker], .zone";
  const isWired = node => node.nodeType == 1 && (node.matches(WIRED) || node.querySelector(WIRED));
  // What scripts of the theme have added to what the server sent.
  const theirs = node => node.nodeType == 1 && node.matches("button.copy, .dw-dev");
  class Wired extends Error {}

  // Pairs of nodes that two lists have in common, in order, as many as can be.
  const common = (a, b) => {
    const key = n => n.outerHTML || n.nodeType + n.data, x = a.map(key), y = b.map(key);
    if (x.length * y.length > 1e6) return [];
    const most = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1)), pairs = [];
    for (let i = x.length; i--;) for (let j = y.length; j--;) {
      most[i][j] = x[i] == y[j] ? most[i + 1][j + 1] + 1 : Math.max(most[i + 1][j], most[i][j + 1]);
    }
    for (let i = 0, j = 0; i < x.length && j < y.length;) {
      if (x[i] == y[j]) pairs.push([i++, j++]);
      else if (most[i + 1][j] >= most[i][j + 1]) i++;
      else j++;
    }
    return pairs;
  };

  // Changes the page from what the server sent to what it sends now: only where the two differ is anything touched.
  const patch = (live, old, now) => {
    if (old.isEqualNode(now)) return;
    if (live.nodeType != old.nodeType || old.nodeName != now.nodeName) return put(live, [live], [now]);
    if (now.nodeType != 1) { live.data = now.data; return }
    if (now.matches("[role=tablist], .pivots, .versions, script")) throw new Wired();
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of [...now.attributes]) {
      // An open box stays open: it is the reader's.
      if (old.getAttribute(name) != value && name != "open") live.setAttribute(name, value);
    }
    const lives = [...live.childNodes].filter(n => !theirs(n)), olds = [...old.childNodes], nows = [...now.childNodes];
    if (lives.length != olds.length) {
      if (isWired(live) || isWired(now)) throw new Wired();
      return live.replaceChildren(...nows.map(n => document.importNode(n, true)));
    }
    let from = 0, end = 0;
    while (from < Math.min(olds.length, nows.length) && olds[from].isEqualNode(nows[from])) from++;
    while (end < Math.min(olds.length, nows.length) - from && olds.at(-1 - end).isEqualNode(nows.at(-1 - end))) end++;
    const were = olds.slice(from, olds.length - end), are = nows.slice(from, nows.length - end), here = lives.slice(from, lives.length - end);
    let i = 0, j = 0;
    for (const [p, q] of [...common(were, are), [were.length, are.length]]) {
      const gone = were.slice(i, p), come = are.slice(j, q);
      if (gone.length == come.length && gone.every((n, k) => n.nodeName == come[k].nodeName)) {
        gone.forEach((n, k) => patch(here[i + k], n, come[k]));
      } else {
        put(here[p] || lives[lives.length - end] || null, here.slice(i, p), come, live);
      }
      i = p + 1; j = q + 1;
    }
  };
  const put = (before, gone, come, parent) => {
    if (gone.some(isWired) || come.some(isWired)) throw new Wired();
    const fresh = come.map(n => document.importNode(n, true));
    if (parent) { gone.forEach(n => n.remove()); for (const n of fresh) parent.insertBefore(n, before) }
    else before.replaceWith(...fresh);
  };

  // What scripts of the theme do to a page when it is loaded is done here to what came later.
  const dress = () => {
    const say = document.querySelector("script[data-copy]")?.dataset;
    for (const pre of document.querySelectorAll(".code > pre:not(:has(.language-output))")) {
      if (!say || !navigator.clipboard || pre.parentElement.querySelector(":scope > .copy")) continue;
      const b = make("button", { type: "button", className: "copy i" }, say.copy);
      b.onclick = async () => {
        const c = pre.cloneNode(true);
        c.querySelectorAll(".del, .prompt").forEach(x => x.remove());
        await navigator.clipboard.writeText(c.textContent.trimEnd());
        b.classList.add("done"); b.textContent = say.copied;
        setTimeout(() => { b.classList.remove("done"); b.textContent = say.copy }, 1600);
      };
      b.setAttribute("aria-live", "polite");
      pre.after(b);
    }
    document.querySelectorAll("main .callout:not([role])").forEach(c => c.role = "note");
    document.querySelectorAll("main .tasks input").forEach(i => i.ariaLabel = i.closest("li").textContent.trim());
  };

  // Style sheets are swapped when the new one is there, so that the page is never without.
  const sheets = d => [...d.head.querySelectorAll("link[rel=stylesheet]:not([href^='/_docwright/'])")];
  const scripts = d => [...d.head.querySelectorAll("script[src]:not([src^='/_docwright/'])")].map(s => s.getAttribute("src")).join();
  const restyle = now => {
    const were = sheets(last), are = sheets(now), here = sheets(document).filter(l => were.some(w => w.getAttribute("href") == l.getAttribute("href")));
    if (were.length != are.length || here.length != were.length) throw new Wired();
    are.forEach((link, i) => {
      if (link.isEqualNode(were[i])) return;
      const fresh = document.importNode(link);
      fresh.onload = fresh.onerror = () => here[i].remove();
      here[i].after(fresh);
    });
  };

  const update = now => {
    const body = d => ["header.top", "#dw\\.side", ".onpage", "main", "footer.bottom"].map(q => d.querySelector(q));
    const were = body(last), are = body(now), here = body(document);
    if (scripts(last) != scripts(now) || are.some((e, i) => !e != !were[i] || !e != !here[i]) || last.body.className != now.body.className) throw new Wired();
    for (const name of ["lang", "dir"]) {
      if (now.documentElement.getAttribute(name) != last.documentElement.getAttribute(name)) document.documentElement.setAttribute(name, now.documentElement.getAttribute(name) || "");
    }
    restyle(now);
    document.title = now.title;
    are.forEach((e, i) => e && patch(here[i], were[i], e));
  };

  // Findings: a list in the corner, gone when all is mended.
  let box = null, shown = "";
  const words = text => text.split("`").map((part, i) => i % 2 ? make("code", {}, part) : part);
  const item = f => make("li", { className: f.severity },
    make("header", {}, make("b", {}, f.severity), make("span", {}, f.rule), make("span", {}, f.place)),
    make("p", {}, ...words(f.message)),
    ...(f.text ? [make("pre", {}, make("i", {}, f.line + " │ "), f.text[0], make("u", {}, f.text[1]), f.text[2])] : []),
    ...(f.help ? [make("p", {}, ...words(f.help))] : []));
  const show = (state, lost) => {
    const said = JSON.stringify([state && state.findings, state && state.held, lost]);
    if (said == shown) return;
    shown = said;
    const open = box ? box.querySelector("details").open : innerWidth >= 768;
    box?.remove(); box = null;
    const list = state ? state.findings : [];
    if (!list.length && !lost) return;
    const count = s => { const n = list.filter(f => f.severity == s).length; return n ? [make("b", { className: s }, `${n} ${s}${n > 1 ? "s" : ""}`)] : [] };
    const head = make("summary", {}, ...(lost ? [make("b", { className: "lost" }, "docwright serve has ended")] : []), ...["error", "warning", "suggestion"].flatMap(count));
    const kids = [head, make("ol", { tabIndex: 0, ariaLabel: "Findings" }, ...list.map(item))];
    if (state?.held) kids.push(make("footer", {}, "The last good site is shown."));
    box = make("aside", { className: "dw-dev", ariaLabel: "Findings in this page" }, make("details", { open }, ...kids));
    document.body.append(box);
  };
  let state = null;
  const findings = async () => { state = await (await get("/_docwright/findings?" + location.pathname)).json(); show(state, false) };

  // One change at a time; those that come meanwhile are one.
  const change = async () => {
    if (busy) { again = true; return }
    busy = true;
    try {
      do {
        again = false;
        const next = await page();
        if (!last) {
          last = next.document;
          // The page changed between its coming and now: what was sent then is not known.
          if (next.version != version) return reload();
        } else if (!last.documentElement.isEqualNode(next.document.documentElement)) {
          try { update(next.document) } catch (error) { return reload() }
          last = next.document;
          dress();
          document.dispatchEvent(new CustomEvent("docwright:change"));
        }
        version = next.version;
        await findings();
      } while (again);
    } catch { /* the stream tells when the server is there again */ } finally { busy = false }
  };

  // Browsers have few connections for one server: a page that nobody sees has none, and catches up when it is seen.
  const listen = () => {
    if (document.hidden) { stream?.close(); stream = null; return }
    if (stream) return;
    stream = new EventSource("/_docwright/events");
    stream.onmessage = e => { if (+e.data != version || !last || shown.endsWith("true]")) change() };
    stream.onerror = () => { if (stream?.readyState != EventSource.OPEN) show(state, true) };
  };
  restore();
  change().then(listen);
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => { stream?.close(); stream = null });
  addEventListener("pageshow", e => e.persisted && listen());
})();
