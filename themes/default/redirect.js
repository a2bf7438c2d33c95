// A page that has moved: the fragment and the query of the old address go along.
(() => {
  const to = new URL(document.currentScript.dataset.to, location.href);
  to.hash ||= location.hash;
  to.search ||= location.search;
  if (/^(https?|file):$/.test(to.protocol)) location.replace(to.href);
})();
