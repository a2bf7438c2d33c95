// docwright's default theme: everything here makes a complete page nicer, nothing makes it complete.
// Loaded in <head> without defer, so that a stored colour scheme is there before the first paint.
(() => {
  const root = document.documentElement, script = document.currentScript, say = script.dataset;
  const $ = (q, e = document) => e.querySelector(q), $$ = (q, e = document) => [...e.querySelectorAll(q)];
  const on = (e, types, f, o) => types.split(" ").forEach(t => e.addEventListener(t, f, o));
  const store = (box, k, v) => {           // storage may be forbidden; the page works without
    try { return v === undefined ? box()[k] : v === null ? delete box()[k] : box()[k] = v } catch { }
  };
  const local = () => localStorage, session = () => sessionStorage;
  const unfold = hash => { try { return decodeURIComponent(hash.slice(1)) } catch { return hash.slice(1) } };
  const make = (tag, props, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e };

  // Colour scheme: stored only where it differs from the system's.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = t => t ? root.dataset.theme = t : delete root.dataset.theme;
  paint(store(local, "dw-theme"));
  on(window, "storage", e => e.key == "dw-theme" && paint(e.newValue));

  // An announcement that was put away stays away.
  if (say.seen && store(local, "dw-seen") == say.seen) root.dataset.seen = "";

  // What an address asks for.
  const query = new URLSearchParams(location.search);

  // Versions: blocks of others are hidden, from before they are there.
  const views = say.views?.split(" "), sheet = views && new CSSStyleSheet();
  const viewed = v => sheet.replaceSync(`[data-moniker]:not([data-moniker~="${views.on = v}"]){display:none}`);
  if (views) {
    document.adoptedStyleSheets = [sheet];
    viewed([query.get("view"), store(local, "dw-view")].find(v => views.includes(v)) || views.at(-1));
  }

  on(document, "DOMContentLoaded", () => {
    const side = $("#dw\\.side"), outline = $("#dw\\.outline");
    const links = outline ? $$("a", outline) : [];
    const heads = links.map(a => document.getElementById(unfold(a.hash)));

    on(document, "click", e => {
      const t = e.target;
      if (t.closest(".theme")) {
        const was = root.dataset.theme || (dark.matches ? "dark" : "light"), now = was == "dark" ? "light" : "dark";
        const own = (now == "dark") != dark.matches ? now : null;
        paint(own); store(local, "dw-theme", own);
      }
      if (t.closest(".dismiss")) { root.dataset.seen = ""; store(local, "dw-seen", say.seen) }
      if (t.closest("#dw\\.outline a")) outline.matches(":popover-open") && outline.hidePopover();
    });

    // Search: its dialog comes with the first use, and an address may ask for it, or for marks where it led to.
    const find = $(".find");
    if (find) {
      const load = src => new Promise((done, failed) => document.head.append(make("script", { src, onload: done, onerror: failed })));
      const search = q => (find.asked ||= load(find.dataset.js)).then(() => docwright.search.open(q), () => location = find.href);
      const isField = e => e.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName);
      on(find, "click", e => { if (e.ctrlKey || e.metaKey || e.shiftKey) return; e.preventDefault(); search() });
      on(document, "keydown", e => {
        const command = e.ctrlKey || e.metaKey;
        if (command && !e.altKey && e.key.toLowerCase() == "k" || e.key == "/" && !command && !e.altKey && !isField(e.target)) { e.preventDefault(); search() }
      });
      if (query.has("q")) search(query.get("q")); else if (query.has("h")) load(find.dataset.marks);
    }

    // Copy buttons: what is struck out in a diff, and prompts, stay behind.
    if (navigator.clipboard) $$(".code > pre:not(:has(.language-output))").forEach(pre => {
      const b = make("button", { type: "button", className: "copy i" }, say.copy || "Copy");
      b.onclick = async () => {
        const c = pre.cloneNode(true);
        $$(".del, .prompt", c).forEach(x => x.remove());
        await navigator.clipboard.writeText(c.textContent.trimEnd());
        b.classList.add("done"); b.textContent = say.copied || "Copied";
        setTimeout(() => { b.classList.remove("done"); b.textContent = say.copy || "Copy" }, 1600);
      };
      b.setAttribute("aria-live", "polite");
      pre.after(b);
    });

    // What an address asks for, and telling it what was chosen. On file:// a browser may refuse.
    const asked = k => (query.get(k) || "").split(",");
    const tell = (k, list) => {
      query.set(k, list.join());
      try { history.replaceState(null, "", "?" + String(query).replaceAll("%2C", ",") + location.hash) } catch { }
    };

    // Tabs: one choice for the whole site, kept; find-in-page opens the panel it lands in. A tab may have several
    // names (`a+b`), and one with a condition is there only while a tab of that name is chosen in a group before.
    const boxes = $$(".tabs").map(box => ({
      box, own: !!box.closest("[data-tab-group-independent]"),
      tabs: $$(":scope > [role=tablist] > [role=tab]", box), panels: $$(":scope > [role=tabpanel]", box),
    })).filter(b => b.tabs.length);
    const names = t => (t.dataset.tab || "").split("+");
    const saved = () => { try { const v = JSON.parse(store(local, "dw-tabs") || "[]"); return Array.isArray(v) ? v : [] } catch { return [] } };
    const show = (b, tab) => {
      b.on = tab; b.box.dataset.on = "";
      b.tabs.forEach(t => { t.ariaSelected = t == tab; t.tabIndex = t == tab ? 0 : -1 });
      b.panels.forEach(p => p.hidden = p.id != tab.getAttribute("aria-controls") && "until-found");
    };
    const settle = () => {
      boxes.reduce((chosen, b) => {
        b.tabs.forEach(t => t.hidden = !!t.dataset.condition && !chosen.includes(t.dataset.condition));
        if (!b.on || b.on.hidden) b.on = b.tabs.find(t => !t.hidden && b.on && names(t).some(n => names(b.on).includes(n))) || b.tabs.find(t => !t.hidden) || b.tabs[0];
        show(b, b.on);
        return [...chosen, names(b.on)[0]];
      }, []);
      // The outline shows headings of the tabs that are chosen.
      links.forEach((a, i) => a.hidden = !!heads[i]?.closest("[role=tabpanel][hidden]"));
    };
    const choose = (b, tab) => {
      b.on = tab;
      if (!b.own) boxes.forEach(o => o != b && !o.own && (o.on = o.tabs.find(t => names(t).includes(names(tab)[0])) || o.on));
      settle();
    };
    const pick = (b, tab) => {
      const at = tab.getBoundingClientRect().top, id = names(tab)[0];
      choose(b, tab);
      scrollBy({ top: tab.getBoundingClientRect().top - at, behavior: "instant" });
      if (b.own) return;
      store(local, "dw-tabs", JSON.stringify([id, ...saved().filter(x => x != id)].slice(0, 20)));
      tell("tabs", [...new Set(boxes.filter(o => !o.own).map(o => names(o.on)[0]))]);
    };
    const wanted = [...asked("tabs"), ...saved()];
    boxes.forEach(b => {
      const there = n => b.tabs.find(t => names(t).includes(n));
      b.on = there(wanted.find(n => n && there(n)));
      on(b.box, "click", e => { const t = e.target.closest("[role=tab]"); if (b.tabs.includes(t)) { e.preventDefault(); pick(b, t) } });
      on(b.box, "keydown", e => {
        const all = b.tabs.filter(t => !t.hidden), i = all.indexOf(e.target), rtl = getComputedStyle(b.box).direction == "rtl" ? -1 : 1;
        const j = { ArrowRight: i + rtl, ArrowLeft: i - rtl, Home: 0, End: all.length - 1, " ": i }[e.key];
        if (i < 0 || j === undefined) return;
        e.preventDefault();
        const t = all.at(j % all.length); t.focus(); pick(b, t);
      });
      b.panels.forEach(p => on(p, "beforematch", () => choose(b, b.tabs.find(t => t.getAttribute("aria-controls") == p.id) || b.on)));
    });
    settle();
    // Zone pivots: radio buttons work by themselves, up to the number that the style sheet knows; the choice is kept.
    const pivots = $$(".pivots input"), zones = $(".pivots.many") ? $$(".zone[class*=' z']") : [];
    const zoned = () => zones.forEach(z => z.hidden = !pivots.some(p => p.checked && z.classList.contains(p.className)));
    pivots.forEach(p => {
      if (store(local, "dw-pivot-" + p.name) == p.value) p.checked = true;
      p.onchange = () => {
        store(local, "dw-pivot-" + p.name, p.value); zoned();
        tell("pivots", pivots.filter(p => p.checked).map(p => p.value));
      };
    });
    pivots.forEach(p => asked("pivots").includes(p.value) && (p.checked = true));
    zoned(); root.dataset.zoned = "";

    const view = $(".versions select"), look = v => viewed(view.value = v);
    if (view && views) {
      view.value = views.on;
      view.onchange = () => { store(local, "dw-view", view.value); tell("view", [view.value]); viewed(view.value) };
    }

    // An address may lead into what is not shown: it and what is around it open.
    const open = () => {
      const id = CSS.escape(unfold(location.hash)), all = id ? $$(`[id="${id}"],[name="${id}"]`) : [];
      const at = all.find(e => e.checkVisibility()) || all[0], shut = at && !at.checkVisibility();
      for (let z = shut && at; z = z && z.closest(".zone, [data-moniker]"); z = z.parentElement) {
        const p = pivots.filter(p => z.classList.contains(p.className));
        if (p[0] && !p.some(p => p.checked)) p[0].checked = true;
        const v = views && z.dataset.moniker?.split(" ");
        if (v && !v.includes(views.on)) look(v.at(-1));
      }
      zoned();
      if (shut) at.scrollIntoView();
      boxes.forEach(b => {
        const p = at && b.panels.find(p => p.contains(at)), t = p && b.tabs.find(t => t.getAttribute("aria-controls") == p.id);
        if (!t || b.on == t) return;
        const before = t.hidden && boxes.slice(0, boxes.indexOf(b)).find(o => o.tabs.some(x => names(x)[0] == t.dataset.condition));
        if (before) choose(before, before.tabs.find(x => names(x)[0] == t.dataset.condition));
        choose(b, t);
        at.scrollIntoView();
      });
    };
    on(window, "hashchange", open);
    open();

    // A task's box is named by its task; a callout is no place to jump to.
    $$(".callout").forEach(c => c.role = "note");
    $$(".tasks input").forEach(i => i.ariaLabel = i.closest("li").textContent.trim());

    // Links to sibling pages: the one that leads here is marked.
    $$(".op_single_selector a, .op_multi_selector a").forEach(a => a.href.split("#")[0] == location.href.split("#")[0] && a.setAttribute("aria-current", "true"));

    // Outline: the last heading above the upper third is where the reader is.
    if (heads.length) {
      const now = $(".onpage-bar span"); let due;
      const spy = () => {
        due = 0;
        const end = innerHeight + scrollY >= root.scrollHeight - 4;
        const last = y => heads.findLastIndex(h => h?.checkVisibility() && h.getBoundingClientRect().top < y);
        let i = last(innerHeight / 4);
        if (end && i >= 0) i = last(innerHeight);
        links.forEach((a, j) => j == i ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"));
        now.textContent = i < 0 ? "" : links[i].textContent;
      };
      on(window, "scroll resize", () => due ||= requestAnimationFrame(spy), { passive: true });
      spy();
    }

    // Sidebar: its place survives a page change, and the page at hand is in sight.
    if (side) {
      const tree = $(".tree", side), key = "dw-side";
      tree.scrollTop = store(session, key) || 0;
      const me = $("[aria-current=page]", tree)?.getBoundingClientRect(), box = tree.getBoundingClientRect();
      if (me && (me.top < box.top + 10 || me.bottom > box.bottom - 20)) tree.scrollTop += me.top - box.top - box.height / 3;
      // So do branches that were opened.
      const path = d => d ? path(d.parentElement.closest("details")) + "\n" + $("summary", d).textContent : "";
      let opened = (store(session, "dw-open") || "").split("\t");
      const reopen = () => $$("details", tree).forEach(d => {
        const p = path(d);
        if (opened.includes(p)) d.open = true, opened = opened.filter(o => o != p);
      });
      on(window, "pagehide", () => {
        store(session, key, tree.scrollTop);
        store(session, "dw-open", $$("details[open]", tree).map(path).join("\t"));
      });

      // Branches that are not in the page, and the filter, are the work of a script that loads when it is first asked for.
      const filter = $(".filter", side), base = new URL(tree.dataset.root || ".", location);
      const load = path => new Promise((ok, no) => document.head.append(make("script", { src: new URL(path, base), onload: ok, onerror: no })));
      let late;
      const contents = () => late ||= load(new URL(filter.dataset.src, location));
      window.docwright = { load, base, say, toc: {} };
      on(side, "toggle", e => e.target.open && e.target.dataset.toc && contents().then(() => docwright.open(e.target)).then(reopen), true);
      on(side, "click", e => {
        const a = e.target.closest("a[data-more]");
        if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
        e.preventDefault(); contents().then(() => docwright.more(a));
      });
      if (filter) on(side, "focusin pointerover", contents, { once: true });
      reopen();
    }

    // Pictures: large in a dialog instead of alone in the tab.
    on(document, "click", e => {
      const a = e.target.closest("a.zoom");
      if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      const alt = $("img", a)?.alt || "";
      const d = make("dialog", { className: "lightbox", ariaLabel: alt }, make("img", { src: a.href, alt }));
      d.onclick = () => d.close(); d.onclose = () => d.remove();
      document.body.append(d); d.showModal();
    });

    // The next page is fetched when the pointer rests on its link.
    on(document, "pointerover focusin", e => {
      const a = e.target.closest?.("a[href]");
      if (!a || a.origin != location.origin || !/^http/.test(a.protocol) || a.pathname == location.pathname || a.seen) return;
      a.seen = 1; document.head.append(make("link", { rel: "prefetch", href: a.href }));
    });
  });
})();
