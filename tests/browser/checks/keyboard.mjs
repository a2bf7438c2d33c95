// With the keyboard alone: Tab comes to everything that can be used, in the order of the page, shows where it is, and goes on.
import { open } from "../browser.mjs";

const manual = ["index.html", "getting-started.html", "writing-pages.html", "extensions/tabs.html", "404.html"];

/** Numbers all that Tab should come to, and says how each is called. */
const number = () => {
  const usable = e => {
    const box = e.getBoundingClientRect(), details = e.closest("details:not([open])");
    return e.tabIndex >= 0 && !e.disabled && box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
      && (!details || e.parentElement == details && e.tagName == "SUMMARY")
      // Of radio buttons Tab comes to the chosen one.
      && (e.type != "radio" || e.checked);
  };
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(usable);
  all.forEach((e, at) => e.dataset.stop = at);
  return all.map(e => e.outerHTML.slice(0, 120));
};

/** Where the focus is, and what is wrong with how it shows. */
const look = () => {
  const e = document.activeElement;
  if (!e || e == document.body) return { none: true };
  const ringed = e => {
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    return outlineStyle != "none" && parseFloat(outlineWidth) >= 2;
  };
  const shown = ringed(e) || e.labels && [...e.labels].some(ringed) || ringed(e.parentElement);
  const boxes = [...e.getClientRects()], seen = boxes.some(box => {
    const at = document.elementFromPoint(Math.min(box.x + box.width / 2, innerWidth - 1), Math.min(box.y + Math.min(box.height / 2, 20), innerHeight - 1));
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return inside && at && (e.contains(at) || at.contains(e) || e.labels && [...e.labels].some(label => label.contains(at)));
  });
  return { stop: e.dataset.stop, shown, seen, frame: e.tagName == "IFRAME", html: e.outerHTML.slice(0, 120) };
};

export default async ({ browser, sites, report }) => {
  const work = [...sites.tide.pages.map(path => [sites.tide, path]), ...manual.map(path => [sites.manual, path])]
    .flatMap(([site, path]) => [360, 1280].map(width => [site, path, width]))
    // What a narrow page has otherwise, it has on these.
    .filter(([, path, width]) => width > 360 || /everything|tabs|pivots|versions|code|404|index|ar\./.test(path));
  let stops = 0;
  const worker = async () => {
    for (let next; (next = work.shift());) {
      const [site, path, width] = next, where = `${site.name}/${path} at ${width}`;
      const page = await open(browser, report, { viewport: { width, height: 900 } });
      await page.goto(site.http + path, { waitUntil: "load" });
      if (path == "moved.html") { await page.context().close(); continue }
      const all = await page.evaluate(number), reached = new Set();
      let last = -1, gone = false;
      for (let presses = 0; presses < all.length + 30; presses++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(look);
        if (at.none) { gone = true; break }
        if (at.frame) continue;
        if (!at.shown) report(where, `no ring at ${at.html}`);
        if (!at.seen) report(where, `the focus cannot be seen at ${at.html}`);
        const stop = +(at.stop ?? NaN);
        if (reached.has(stop) && stop == 0) { gone = true; break }
        if (stop < last) report(where, `Tab goes back, to ${at.html}`);
        if (stop >= 0) { last = stop; reached.add(stop) }
      }
      if (!gone) report(where, "Tab does not come to an end");
      all.forEach((html, stop) => reached.has(stop) || report(where, `Tab does not come to ${html}`));
      stops += reached.size;
      // The first stop leads past the header.
      await page.goto(site.http + path, { waitUntil: "load" });
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      const skipped = await page.evaluate(() => location.hash);
      if (skipped != "#dw.main") report(where, `the first stop leads to ${skipped}`);
      await page.context().close();
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  console.log(`  ${stops} stops`);
};
