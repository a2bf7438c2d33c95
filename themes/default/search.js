// docwright's search: an index of small script files, its engine, and the dialog in which readers meet it.
// Loaded at the first use; data comes as scripts, since no other file may be read from a disk or under a strict policy.
(() => {
  // What is said to readers comes with the index; but for this, where it does not come.
  const words = { search_failed: "The index could not be loaded." };
  const say = (key, value) => words["search_" + key]?.replace(/\{\w+\}/, () => value ?? "") || "";

  // ---- Words: split as src/search/words.rs splits texts, held together by tests/search/words.json

  // Scripts without blanks between words: each two neighbours are a word.
  const dense = "\\u0E01-\\u0E3A\\u0E40-\\u0E4E\\u0E50-\\u0E59\\u0E81-\\u0EDF\\u1000-\\u1049\\u1050-\\u109F\\u1100-\\u11FF\\u1780-\\u17D3\\u17DC-\\u17FF\\u3005-\\u3007\\u3041-\\u3096\\u3099-\\u309F\\u30A1-\\u30FA\\u30FC-\\u30FF\\u3130-\\u318F\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\uFF66-\\uFFDC\\u{20000}-\\u{3FFFF}";
  const isDense = RegExp(`[${dense}]`, "u");
  const runs = RegExp(`[${dense}]+|(?:(?![${dense}])[\\p{Alphabetic}\\p{N}_\\u0300-\\u036F])+`, "gu");
  const plain = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", ς: "σ" };
  const fold = text => {
    text = text.toLowerCase();
    return /^[\0-\x7F]*$/.test(text) ? text : text.normalize("NFKD").replace(/[ßæœþøđðłıς\u0300-\u036F\u0591-\u05C7\u0640\u064B-\u065F\u0670]/g, char => plain[char] || "").normalize("NFC");
  };

  // The parts of a word such as `PushBack` or `push_back`.
  const partsOf = run => {
    const parts = run.replace(/(\p{Lowercase}|\d)(?=\p{Uppercase})|\p{Uppercase}(?=\p{Uppercase}\p{Lowercase})/gu, "$&_").split("_").filter(part => [...part].length > 1);
    return parts.length > 1 ? parts : [];
  };

  // [{ word, at, end, dense, parts, pair }]: `pair` is the word before and this one, where a sign joins them.
  const split = text => {
    const found = [];
    let before;
    for (const { 0: run, index: at } of text.matchAll(runs)) {
      let end = at + run.length;
      if (isDense.test(run)) {
        const chars = [...fold(run)], last = Math.max(chars.length - 1, 1);
        for (let i = 0; i < last; i++) found.push({ word: chars.slice(i, i + 2).join(""), at, end, dense: true, parts: [] });
        before = 0;
        continue;
      }
      const sign = /^[\0-\x7F]{1,2}$/.test(run) && /^(#|\+\+)/.exec(text.slice(end));
      if (sign) end += sign[0].length;
      const word = fold(text.slice(at, end)).replaceAll("_", "");
      if (!word) { before = 0; continue }
      const one = { word, at, end, parts: partsOf(run).map(fold) };
      if (before && /^(-|\.|::|\/|->)$/.test(text.slice(before.end, at)))
        one.pair = before.word + (/\d$/.test(before.word) && /^\d/.test(word) ? "." : "") + word;
      found.push(before = one);
    }
    return found;
  };

  // ---- Files: numbers in 92 digits, words as what they have after the one before

  const digits = {};
  for (let code = 32, value = 0; value < 92; code++) if (!'"\\<'.includes(String.fromCharCode(code))) digits[code] = value++;

  const reader = text => {
    let at = 0;
    const digit = () => digits[text.charCodeAt(at++)];
    const more = (value, count) => count ? more(value * 92 + digit(), count - 1) : value;
    return () => {
      const first = digit();
      return first < 64 ? first : first < 84 ? 64 + more(first - 64, 1) : first < 91 ? 1904 + more(first - 84, 2) : 61152 + more(0, 4);
    };
  };
  const unfront = (last, sign, rest) => [...last].slice(0, sign.charCodeAt(0) - 65).join("") + rest;
  const unfrontAll = (text, pattern) => {
    let last = "";
    return [...text.matchAll(pattern)].map(match => [last = unfront(last, match[1], match[2]), match]);
  };

  // The order of code points, which is that of the files.
  const order = (a, b) => {
    const x = [...a], y = [...b], i = x.findIndex((char, i) => char != y[i]);
    return i < 0 ? x.length - y.length : i < y.length ? x[i].codePointAt() - y[i].codePointAt() : 1;
  };

  // The smallest number of letters that were left out, added, changed or swapped with their neighbour; with `open`, of
  // those before the end of what is typed. More than `most` is 9.
  const distance = (typed, word, most, open) => {
    if (!open && Math.abs(typed.length - word.length) > most) return 9;
    let before, row = Array.from({ length: word.length + 1 }, (_, j) => j);
    for (let i = 1; i <= typed.length; i++) {
      const next = [i];
      for (let j = 1; j <= word.length; j++) {
        const same = typed[i - 1] == word[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + !same);
        if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return 9;
      before = row; row = next;
    }
    return open ? Math.min(...row) : row[word.length];
  };

  // ---- Engine: `load(name)` resolves to what the file of that name hands over

  const createEngine = load => {
    const parsed = new Map();
    const file = async (name, parse) => {
      if (!parsed.has(name)) { const data = await load(name); parsed.set(name, parse(...data)) }
      return parsed.get(name);
    };

    let root, separators, common, weak;
    const start = async () => {
      if (root) return root;
      [root] = await load("root");
      weak = new Set(fold(root.words?.search_weak || "").split(" "));
      separators = unfrontAll(root.shards, /([A-Z])([^A-Z]*)/g).map(([word]) => word);
      common = new Set(root.common.split(" "));
      return root;
    };

    // Terms: { text, pages, levels }, or { text, to } for another form of a term.
    const place = word => {
      let from = 0, to = separators.length;
      while (from < to) { const at = from + to >> 1; if (order(separators[at], word) <= 0) from = at + 1; else to = at }
      return from;
    };
    const shard = number => file("t" + number, (text, numbers) => {
      const terms = new Map(), number = reader(numbers);
      for (const [word, match] of unfrontAll(text, /([A-Z])([^A-Z!]*)(?:!([A-Z])([^A-Z!]*))?/g)) {
        const term = { text: word, count: 0 };
        terms.set(word, term);
        if (match[3]) { term.to = unfront(word, match[3], match[4]); continue }
        const count = term.count = number();
        term.pages = new Uint32Array(count); term.levels = new Uint8Array(count);
        for (let at = 0; at < count;) {
          const level = number();
          let left = count - at > 1 ? number() : 1, page = 0;
          while (left--) { term.pages[at] = page += number(); term.levels[at++] = level }
        }
      }
      return terms;
    });
    const exact = async word => (await shard(place(word))).get(word);
    const resolve = async term => term?.to ? exact(term.to) : term;
    const term = async word => resolve(await exact(word));

    const rarity = count => Math.log(1 + (root.pages - count + .5) / (count + .5));

    // The terms that begin with a prefix, with how close they are; `near`: only those that need no other file.
    const complete = async (prefix, near) => {
      const first = place(prefix + "*"), wide = (await shard(first)).get(prefix + "*");
      if (wide) return [{ term: wide, weight: 1, wide: true }];
      const last = Math.min(place(prefix + "\u{10FFFF}"), near ? first : first + 4), found = new Map();
      for (const terms of await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => shard(first + i)))) {
        for (const one of terms.values()) {
          if (!one.text.startsWith(prefix) || one.text.endsWith("*") || near && one.to && place(one.to) != first) continue;
          const known = await resolve(one), weight = .5 + .5 * prefix.length / one.text.length;
          if (known && !(found.get(known)?.weight >= weight)) found.set(known, { term: known, weight });
        }
      }
      return [...found.values()];
    };

    // Words that may have been meant: [[word, distance]].
    const similar = async (word, open) => {
      if (word.length < 4 || /\d{3}/.test(word)) return [];
      const most = word.length < 8 ? 1 : 2, found = [];
      for (const letter of new Set([...word].slice(0, 2))) {
        if (found.length || !root.letters.includes(letter)) continue;
        const list = await file("l" + letter.codePointAt(), text => unfrontAll(text, /([A-Z])([^A-Z!-/]*)([!-/])/g));
        for (const [known, match] of list) {
          let far = distance(word, known, most);
          if (open && known.length > word.length) far = Math.min(far, distance(word, known, most, true) + .5);
          if (far <= most + .5) found.push([known, far, far - .08 * (match[3].charCodeAt(0) - 33)]);
        }
      }
      return found.sort((a, b) => a[2] - b[2] || order(a[0], b[0])).slice(0, 4);
    };

    // What is to be looked for: the words of a query, and its phrases in quotes.
    const read = (query, typing) => {
      query = query.normalize("NFC");
      const open = /[\p{Alphabetic}\p{N}_]$/u.test(query) && query.split('"').length % 2 == 1;
      const phrases = [...query.matchAll(typing ? /"([^"]*)"/g : /"([^"]*)"?/g)].map(match => match[1].trim()).filter(text => split(text).length > 1);
      let all = split(query);
      all.forEach((one, i) => one.last = open && i == all.length - 1);
      // Of a long run every second pair will do.
      const inRun = one => all.filter(other => other.dense && other.at == one.at);
      all = all.filter(one => {
        const run = one.dense ? inRun(one) : [], i = run.indexOf(one);
        return run.length < 4 || i % 2 == 0 || i == run.length - 1;
      });
      all = all.filter((one, i) => all.findIndex(other => other.word == one.word) == i);
      // Words that only make a sentence of the others count little beside them.
      if (all.some(one => !weak.has(one.word))) for (const one of all) one.weak = weak.has(one.word);
      if (all.filter(one => !common.has(one.word)).length > 1) all = all.filter(one => !common.has(one.word) || one.pair);
      // While a further word is begun, those before it decide.
      const end = all.at(-1);
      if (typing && end?.last && !end.dense && end.word.length < 3) all.pop();
      if (all.length > 8) all = all.filter(one => !one.weak);
      return { all: all.slice(0, 8), phrases };
    };

    // The terms that can stand for a word: [{ term, weight, rarity }], with `misspelt` where others are meant.
    const alternatives = async (one, typing, found) => {
      const { word, last, weak } = one, lone = one.dense && [...word].length == 1, list = [];
      const own = lone ? undefined : await term(word);
      if (own) { list.push({ term: own, weight: 1, rarity: weak ? .4 : rarity(own.count) }); found.forms.set(word, one) }
      if (weak) return { one, clauses: list.length ? [list] : [] };
      if (last && !one.dense || lone || !own && !one.dense) {
        const more = (await complete(word, own && word.length > 3)).filter(other => other.term != own);
        if (more.length) {
          const count = more[0].wide ? root.pages * .05 : Math.min(root.pages, more.reduce((sum, other) => sum + other.term.count, 0));
          const rare = rarity(Math.max(count, own?.count || 0));
          // What is being typed may become a commoner word.
          if (own && last) list[0].rarity = Math.min(list[0].rarity, Math.max(rare, .8 * list[0].rarity));
          for (const other of more) list.push({ ...other, weight: other.weight * (own ? .54 : .9), rarity: rare });
          found.prefixes.push([word, one]);
        }
      }
      // A word that stands on a page or two may be misspelt there too.
      const odd = own && own.count < 3 && own.levels[0] < root.levels / 2 && word.length > 4 && !one.parts.length;
      const parts = await Promise.all(list.length ? [] : one.parts.map(term)), whole = parts.length && parts.every(Boolean);
      if ((odd || !list.length) && !one.dense && !whole) for (const [meant, far] of await similar(word, last)) {
        const other = await term(meant);
        if (!other || odd && other.count < 20) continue;
        list.push({ term: other, weight: .5 ** far, rarity: Math.min(rarity(other.count), 6) });
        found.forms.set(meant, one);
        if (!own) found.instead.push(meant);
      }
      // No page has this form of it: one of its beginnings may do.
      for (let end = word.length - 1; !list.length && !one.dense && !parts.length && end > 3 && end > word.length - 5; end--) {
        const begin = word.slice(0, end), other = await term(begin), more = other ? [{ term: other, weight: 1 }] : end > 4 ? await complete(begin, true) : [];
        for (const { term, weight, wide } of more) list.push({ term, weight: .5 * weight, rarity: wide ? rarity(root.pages * .05) : rarity(term.count), wide });
        if (!more.length) continue;
        if (other) found.forms.set(other.text, one); else found.prefixes.push([begin, one]);
        found.instead.push(more[0].wide ? begin : more[0].term.text);
      }
      // Each must be met: the word, or where nothing stands for it, its parts.
      const clauses = list.length ? [list] : [];
      if (!list.length) parts.forEach((other, i) => {
        if (other) { clauses.push([{ term: other, weight: .6, rarity: rarity(other.count) }]); found.forms.set(one.parts[i], one) }
      });
      const pair = one.pair && !(typing && last) && await term(one.pair);
      return { one, clauses, pair };
    };

    // Ranks all pages, of those that are on every list in `narrow`: { ranked: [[page, score]], forms, prefixes, instead, weights, total, phrases }.
    const search = async (query, typing, narrow = []) => {
      await start();
      const { all, phrases } = read(query, typing);
      const found = { typing, asked: all.filter(one => !one.weak), forms: new Map(), prefixes: [], instead: [], weights: new Map(), total: 0, phrases };
      const within = Promise.all(narrow.map(async name => new Set((await exact(name))?.pages)));
      const asked = await Promise.all(all.map(one => alternatives(one, typing, found))), lists = await within;
      const scores = new Map(), met = new Map();
      const best = (clause, score) => {
        for (const { term, weight, rarity } of clause) term.pages.forEach((page, i) => {
          const value = rarity * weight * term.levels[i] / root.levels;
          if (!(score.get(page) >= value)) score.set(page, value);
        });
        return score;
      };
      for (const { one, clauses } of asked) {
        // A word that matches nothing counts too, unless it is being typed.
        if (!clauses.length && !one.weak && (!one.last || all.length == 1)) found.total += 5;
        for (const clause of clauses) {
          const top = Math.max(...clause.map(other => other.rarity));
          found.total += top;
          found.weights.set(one, (found.weights.get(one) || 0) + top);
          for (const [page, value] of best(clause, new Map())) {
            scores.set(page, (scores.get(page) || 0) + value);
            met.set(page, (met.get(page) || 0) + top);
          }
        }
      }
      for (const { pair } of asked) if (pair) for (const [page, value] of best([{ term: pair, weight: .6, rarity: rarity(pair.count) }], new Map()))
        if (scores.has(page)) scores.set(page, scores.get(page) + value);
      // Every form in which what was found is written, as far as it is known, is marked.
      const owners = new Map();
      for (const { one, clauses } of asked) for (const { term, weight, wide } of clauses.flat())
        if (!wide && (weight == 1 || found.forms.has(term.text))) owners.set(term.text, one);
      for (const [name, terms] of parsed) if (name[0] == "t") for (const { text, to } of terms.values()) {
        const owner = owners.get(to || text);
        if (owner && !found.forms.has(text)) found.forms.set(text, owner);
      }
      const ranked = [...scores].filter(([page]) => lists.every(list => list.has(page))).map(([page, score]) => [page, score * (met.get(page) / found.total) ** 2])
        .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      // Of the pages that have some of the words only, those far behind the best one are none that was meant.
      found.ranked = ranked.filter(([page, score]) => score > .3 * ranked[0][1] || met.get(page) > .9 * found.total);
      return found;
    };

    // Where a text holds what was asked: [[start, end, word of the query, whether it is this word or begins so]].
    const hits = (text, found) => {
      const out = [];
      for (const { 0: run, index: at } of text.matchAll(runs)) {
        if (isDense.test(run)) {
          for (const [form, one] of [...found.forms, ...found.prefixes]) if (isDense.test(form))
            for (let i = run.indexOf(form); i >= 0; i = run.indexOf(form, i + 1)) out.push([at + i, at + i + form.length, one, 1]);
          continue;
        }
        const word = fold(run).replaceAll("_", "");
        const whole = found.forms.get(word), one = whole || found.prefixes.find(([prefix]) => word.startsWith(prefix))?.[1];
        if (one) out.push([at, at + run.length, one, whole ? 1 : .7]);
        else {
          let from = 0;
          for (const part of partsOf(run)) {
            from = run.indexOf(part, from);
            const one = found.forms.get(fold(part));
            if (one) out.push([at + from, at + from + part.length, one, .8]);
          }
        }
      }
      return out.sort((a, b) => a[0] - b[0]);
    };
    const ones = list => list.map(hit => hit[2]);
    const share = (found, list) => {
      const best = new Map();
      for (const [, , one, exact] of list) best.set(one, Math.max(exact, best.get(one) || 0));
      return [...best].reduce((sum, [one, exact]) => sum + exact * (found.weights.get(one) || 0), 0) / (found.total || 1);
    };
    // How much of what was asked follows each other, with less than so many signs between.
    const inOrder = (list, { asked }, most) => {
      if (asked.length < 2) return 0;
      const follows = (hit, before) => before && hit[0] - before[1] < most && asked.indexOf(hit[2]) == asked.indexOf(before[2]) + 1;
      return new Set(ones(list.filter((hit, i) => follows(hit, list[i - 1])))).size / (asked.length - 1);
    };
    // How much of a title was asked for, and how much of it in the same order.
    const closeness = (title, list, found) => .25 * Math.min(1, list.reduce((sum, hit) => sum + hit[3], 0) / (title.match(runs)?.length || 1)) + .15 * inOrder(list, found, 99);

    // 180 characters around where most of the query stands close together.
    const excerpt = (text, list) => {
      let from = 0, most = -1;
      list.forEach(([start], i) => {
        const count = new Set(ones(list.slice(i).filter(hit => hit[0] < start + 140))).size;
        if (count > most) { most = count; from = start }
      });
      from = Math.max(0, from - 60);
      const blank = from && text.indexOf(" ", from);
      if (blank > 0 && blank < from + 60) from = blank + 1;
      let to = Math.min(text.length, from + 180);
      const end = to < text.length ? text.lastIndexOf(" ", to) : 0;
      if (end > from + 140) to = end;
      return [(from ? "…" : "") + text.slice(from, to) + (to < text.length ? "…" : ""), list.filter(hit => hit[0] >= from && hit[1] <= to).map(([a, b]) => [a - from + !!from, b - from + !!from])];
    };

    // A page as it is shown: { url, title: [text, marks], way, lead, sections: [{ id, title, text }], bonus, forms }.
    const view = ([url, title, way, ...rest], found) => {
      const inTitle = hits(title, found), path = [], sections = [], marked = new Set();
      const note = (text, list) => { for (const [a, b] of list) marked.add(fold(text.slice(a, b)).replaceAll("_", "")); return list };
      note(title, inTitle);
      let near = 0, bonus = share(found, inTitle), lead = excerpt(rest[3] || "", []);
      for (let i = 0; i < rest.length; i += 4) {
        const [level, id, heading, text] = rest.slice(i, i + 4);
        path.length = Math.max(0, level - 2);
        const above = path.filter(Boolean).at(-1);
        path[level - 2] = heading;
        const inHeading = note(heading, hits(heading, found)), inText = note(text, hits(text, found));
        if (!inHeading.length && !inText.length) continue;
        bonus = Math.max(bonus, share(found, [...inTitle, ...inHeading]));
        near = Math.max(near, inOrder(inText, found, 6), inOrder(inHeading, found, 6));
        const shown = excerpt(text, inText);
        if (!id) { lead = shown; continue }
        sections.push({
          id, text: shown, title: above && !inHeading.length ? [above + " › " + heading, []] : [heading, inHeading],
          score: share(found, [...inHeading, ...inText]) + 2 * share(found, inHeading) + Math.min(inText.length, 5) / 100,
        });
      }
      sections.sort((a, b) => b.score - a.score);
      return { url, title: [title, inTitle], way, lead, sections: sections.slice(0, 3), bonus: .6 * bonus + .1 * near + closeness(title, inTitle, found), forms: [...marked] };
    };

    const texts = async page => (await load("p" + Math.floor(page / root.group)))[0][page % root.group];

    // A phrase is there where its words follow each other.
    const spaced = text => ` ${(fold(text).replaceAll("_", "").match(runs) || []).join(" ")} `;
    const holds = (page, phrases) => {
      const all = page.filter(part => typeof part == "string").map(spaced);
      return phrases.every(phrase => all.some(text => text.includes(isDense.test(phrase) ? spaced(phrase).trim() : spaced(phrase))));
    };

    // The first `count` pages of a search, in the order in which they are shown.
    const pages = async (found, count) => {
      // The first ones are put in order by their texts: so are some of those that come after.
      const top = found.ranked.slice(0, found.phrases.length ? Math.max(count, 14) : found.typing || found.asked.length < 2 ? count : count + 2);
      let list = await Promise.all(top.map(async ([page, score]) => ({ page, score, text: await texts(page) })));
      if (found.phrases.length) {
        const exact = list.filter(({ text }) => holds(text, found.phrases));
        found.inexact = !exact.length;
        if (exact.length) { list = exact; found.ranked = found.ranked.filter(([page]) => exact.some(one => one.page == page)) }
      }
      list = list.map(({ page, score, text }) => { const shown = view(text, found); return { page, shown, score: score * (1 + shown.bonus) } });
      return list.sort((a, b) => b.score - a.score || a.page - b.page).slice(0, count).map(one => one.shown);
    };

    return { start, search, pages };
  };

  globalThis.docwright ||= {};
  if (!globalThis.document) return docwright.search = { split, fold, distance, createEngine };

  // ---- Loading

  // The build puts the style sheet's own name in place of this one.
  const find = document.querySelector(".find"), here = document.currentScript.src, css = new URL("search.css", here);
  const site = new URL("../", here).href, own = document.documentElement.lang;
  const indexOf = folder => `${site}search/${folder.toLowerCase().replace(/[^a-z0-9]/g, "-")}/`;
  let reading = own, index = indexOf(own), root = {}, asked = 0;
  const make = (tag, props, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e };
  const onDisk = location.protocol == "file:";
  const files = new Map(), waiting = {};
  globalThis.docwrightSearch = (name, ...data) => waiting[document.currentScript.src]?.(data);
  // The first file is asked for anew each minute; folders of the others are named by what is in them.
  const request = (name, now) => {
    const kind = name[0], number = name.slice(1), folder = name != "root" && root[kind].substr(kind == "l" ? 0 : (number >> 8) * 8, 8);
    return new Promise((done, failed) => {
      const script = make("script", { src: index + (folder ? `${kind}/${folder}/${number}.js` : "root.js" + (onDisk ? "" : "?t=" + (now || Math.floor(Date.now() / 6e4)))) });
      waiting[script.src] = done;
      script.onload = () => script.remove();
      script.onerror = () => { files.delete(name); script.remove(); failed(Error(name)) };
      document.head.append(script);
    }).then(data => {
      if (!folder) { [root] = data; asked = Date.now(); if (root.folder) index = indexOf(root.folder) }
      return data;
    });
  };
  // After a new build nothing of the one before is used: says whether there is one.
  const renew = async now => {
    const { version } = root, data = await request("root", now);
    if (root.version == version) return;
    files.clear(); files.set("root", data);
    engine = createEngine(load);
    await engine.start();
    offer(root);
    return true;
  };
  // What is not there yet is asked for only after a moment without a key; texts, once some came, after a longer one.
  let quiet = Promise.resolve(), calm = quiet, stop, early = 0;
  const load = async name => {
    if (!files.has(name)) await (++early > 12 ? calm : quiet);
    if (!files.has(name)) files.set(name, request(name));
    return files.get(name);
  };
  let engine = createEngine(load);

  const store = (key, value, kind = "local") => { try { const all = globalThis[kind + "Storage"]; return value ? all[key] = JSON.stringify(value) : JSON.parse(all[key] || "[]") } catch { return [] } };
  const address = change => {
    try { const url = new URL(location.href); change(url.searchParams); history.replaceState(history.state, "", url) } catch { /* from a disk */ }
  };

  // ---- Dialog

  const input = make("input", { type: "search", id: "dw.q", autocomplete: "off", autocapitalize: "off", spellcheck: false, maxLength: 250, enterKeyHint: "go", role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list" });
  input.setAttribute("aria-controls", "dw.hits");
  const close = make("button", { type: "button", className: "tool close i" });
  const start = make("div", { className: "say" }), list = make("div", { className: "hits", id: "dw.hits", role: "listbox", tabIndex: -1 });
  const more = make("button", { type: "button", className: "more", hidden: true }), status = make("output", { ariaLive: "polite" });
  const keys = make("footer", {}), lists = make("div", { className: "lists" });
  const dialog = make("dialog", { className: "search" }, make("header", { className: "i" }, input, close), lists, start, make("div", { className: "scroll" }, list, more), keys);
  const name = () => {
    for (const e of [dialog, input]) e.ariaLabel = words.search;
    input.placeholder = say("placeholder"); close.ariaLabel = say("close"); list.ariaLabel = say("results"); more.textContent = say("more");
    const hint = (text, ...signs) => make("span", {}, ...signs.map(sign => make("kbd", {}, sign)), text);
    keys.replaceChildren(hint(say("move"), "↑", "↓"), hint(say("open"), "↵"), hint(say("leave"), "Esc"), status);
  };

  const marked = ([text, marks]) => {
    const out = [];
    let from = 0;
    for (const [a, b] of marks) if (a >= from) { out.push(text.slice(from, a), make("mark", {}, text.slice(a, b))); from = b }
    return [...out, text.slice(from)];
  };

  let turn = 0, shown = 8, options = [], chosen = -1;
  const choose = at => {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = options.length ? (at + options.length) % options.length : -1;
    const option = options[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option?.id || "");
  };

  const group = page => {
    const address = hash => { const url = new URL(page.url, site); url.searchParams.set("h", page.forms.slice(0, 12).join(" ")); if (hash) url.hash = encodeURIComponent(hash); return url.href };
    const option = (className, hash, ...kids) => {
      const a = make("a", { className, href: address(hash), tabIndex: -1, role: "option", ariaSelected: "false" }, ...kids);
      options.push(a);
      a.id = "dw.hit" + options.length;
      return a;
    };
    const box = make("div", { role: "group", ariaLabel: page.title[0] }, option("", "", ...page.way ? [make("small", {}, page.way)] : [], make("b", {}, ...marked(page.title)), make("p", {}, ...marked(page.lead))));
    for (const { id, title, text } of page.sections) box.append(option("sub", id, make("b", {}, ...marked(title)), make("p", {}, ...marked(text))));
    return box;
  };

  const chip = (text, act) => make("li", {}, make("button", { type: "button", onclick: act }, text));
  const empty = () => {
    const recent = store("dw-recent"), ask = text => () => { input.value = text; input.focus(); typed() };
    clear(make("p", {}, recent.length ? say("recent") : say("start")));
    status.textContent = "";
    if (recent.length) start.append(make("ul", {}, ...recent.map(text => chip(text, ask(text))), chip(say("forget"), () => { try { delete localStorage["dw-recent"] } catch { /* forbidden */ } input.focus(); empty() })));
    start.append(make("p", {}, everything()));
  };

  // Lists of languages, and of what a search is narrowed by; the latter is kept for the session.
  let narrow = [];
  const nameOf = lang => { try { return new Intl.DisplayNames(lang, { type: "language" }).of(lang) } catch { return lang } };
  const offer = ({ lang, langs, facets = {} }) => {
    const kept = { ...store("dw-narrow", 0, "session") }, all = Object.entries(facets), had = lists.contains(document.activeElement);
    const narrowed = () => narrow = all.flatMap(([name, values]) => { const at = values.indexOf(kept[name]); return at < 0 ? [] : "=" + name[0] + at });
    const add = (name, options, value, act) => {
      const select = make("select", { ariaLabel: words[name], onchange: () => act(select.value) }, ...options.map(([value, text]) => make("option", { value }, text)));
      select.value = value;
      lists.append(select);
    };
    lists.replaceChildren();
    if (langs) add("language", langs.map(lang => [lang, nameOf(lang)]), lang, to => { reading = to; index = indexOf(to); files.clear(); engine = createEngine(load); begin("") });
    for (const [name, values] of all) add(name, [["", words[`all_${name}s`]], ...values.map(text => [text, text])], values.includes(kept[name]) ? kept[name] : "", value => {
      kept[name] = value; store("dw-narrow", kept, "session"); narrowed(); run();
    });
    narrowed();
    if (had) lists.firstChild?.focus();
  };

  const clear = (...kids) => {
    list.replaceChildren(); more.hidden = true; options = []; choose(0);
    input.ariaExpanded = "false";
    start.hidden = false;
    start.replaceChildren(...kids);
  };
  const everything = () => make("a", { href: find.href }, words.all_pages);
  const fail = () => {
    clear(make("p", { className: "none" }, say("failed")), ...words.all_pages ? [make("p", {}, everything())] : []);
    status.textContent = say("failed");
  };

  const run = async typing => {
    const mine = ++turn, query = input.value.trim();
    if (!query) return empty();
    try {
      const found = await engine.search(input.value, typing, narrow);
      const pages = await engine.pages(found, typing ? 5 : shown);
      if (mine != turn) return;
      options = []; chosen = -1;
      list.replaceChildren(...pages.map(group));
      choose(0);
      const count = found.ranked.length;
      more.hidden = typing || count <= shown;
      input.ariaExpanded = String(!!count);
      start.hidden = !!count;
      status.textContent = !count ? say("none", query) : found.instead.length ? say("instead", found.instead[0]) : found.inexact ? say("inexact", found.phrases[0]) : count == 1 ? say("page") : say("pages", count.toLocaleString(own || undefined));
      if (!count) start.replaceChildren(make("p", { className: "none" }, say("none", query)), make("p", {}, say("fewer") + " ", everything()));
      if (!typing) address(params => params.set("q", query));
    } catch (failure) {
      if (!failure || mine != turn) return;
      // It may belong to a build that is not there any more.
      if (await renew(Date.now()).catch(() => { })) return run(typing);
      if (mine == turn) fail();
    }
  };
  let whole;
  const pause = ms => {
    let stale;
    const promise = new Promise((done, failed) => { stale = failed; setTimeout(done, ms) });
    promise.catch(() => { });
    return [promise, stale];
  };
  const typed = () => {
    stop?.(); clearTimeout(whole);
    shown = 8;
    const [soon, stale] = pause(80), [later, stale2] = pause(300);
    quiet = soon; calm = later; stop = () => { stale(); stale2() };
    run(true);
    whole = setTimeout(() => { early = 0; run() }, 420);
  };

  const remember = () => {
    const query = input.value.trim();
    if (words.marked) store("dw-words", [own, words.marked, words.unmark]);
    if (query) store("dw-recent", [query, ...store("dw-recent").filter(text => text != query)].slice(0, 6));
  };
  const isHere = href => href.split("#")[0] == location.href.split("#")[0];

  input.oninput = event => event.isComposing || typed();
  input.addEventListener("compositionend", typed);
  more.onclick = () => { shown += 8; input.focus(); const at = chosen; run().then(() => choose(at)) };
  close.onclick = () => dialog.close();
  dialog.onclose = () => { turn++; clearTimeout(whole); address(params => params.delete("q")) };
  dialog.onclick = event => {
    const link = event.target.closest("a");
    if (link) { remember(); if (isHere(link.href)) dialog.close() }
    if (event.target == dialog) dialog.close();
  };
  dialog.onkeydown = event => {
    if (event.isComposing || lists.contains(event.target)) return;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    const to = plain && { ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: -1 }[event.key];
    if (options.length && typeof to == "number") choose(to);
    // A search field would only empty itself.
    else if (event.key == "Escape") dialog.close();
    else if (event.key == "Enter" && event.target == input) {
      const link = options[chosen];
      if (!link) return;
      remember();
      if (event.ctrlKey || event.metaKey) window.open(link.href); else link.click();
    } else return;
    event.preventDefault();
  };

  const styled = new Promise(done => document.head.append(make("link", { rel: "stylesheet", href: css, onload: done, onerror: done })));

  const begin = query => engine.start().then(root => {
    if (reading == own) { Object.assign(words, root.words); name() }
    offer(root);
    if (!input.value || query !== undefined) run();
  }, fail);

  const open = async query => {
    await styled;
    if (!dialog.isConnected) { name(); document.body.append(dialog) }
    if (!dialog.open) dialog.showModal();
    if (query !== undefined) input.value = query.slice(0, 250);
    input.select();
    if (asked && Date.now() - asked > 6e4) await renew().catch(() => { });
    begin(query);
    if (!input.value) empty();
  };

  docwright.search = { open };
})();
