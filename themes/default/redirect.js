// A page that has moved: the fragment and the query of the old address go along. A place of a page that is elsewhere
// now: its fragment leads there.
(() => {
  const { to, moved } = document.currentScript.dataset;
  const places = JSON.parse(moved || "{}");
  const go = () => {
    let place = location.hash.slice(1);
    try {
      place = decodeURIComponent(place);
    } catch {}
    const found = Object.hasOwn(places, place);
    const target = found ? places[place] : to;
    if (target === undefined) return;
    const url = new URL(target, location.href);
    if (!found) url.hash ||= location.hash;
    url.search ||= location.search;
    if (/^(https?|file):$/.test(url.protocol)) location.replace(url.href);
  };
  addEventListener("hashchange", go);
  go();
})();
