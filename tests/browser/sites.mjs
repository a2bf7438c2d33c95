// The sites that are checked: docwright's manual, and the site in `site/`, which holds what a page can hold.
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The player of the film in `site/`. It does not exist: whoever asks for it is answered by the checks. */
export const player = "https://player.example.org";

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
};

/** Builds a site with `binary` from `source` to `out`. */
const build = (binary, source, out) => execFileSync(binary, ["build", "-q", "-C", source, "-o", out], { stdio: "inherit" });

/** Builds the site in `site/` with so many more pages, which stand in one branch of its table of contents. */
const withLog = (binary, work, pages) => {
  const source = join(work, `source-${pages}`), log = join(source, "docs/log");
  cpSync(join(here, "site"), source, { recursive: true });
  mkdirSync(log);
  const names = Array.from({ length: pages }, (_, number) => `day-${number + 1}`);
  for (const name of names) {
    writeFileSync(join(log, `${name}.md`), `---\ntitle: Log of ${name}\ndescription: What was seen.\n---\n\n# Log of ${name}\n\nCalm.\n`);
  }
  appendFileSync(join(source, "docs/toc.yml"), `- name: Log\n  items:\n${names.map(name => `  - href: log/${name}.md\n`).join("")}`);
  const out = join(work, `notes-${pages}`);
  build(binary, source, out);
  return out;
};

/** All files in a folder that end so, sorted, with `/` between their parts. */
export const files = (folder, end, at = "") => readdirSync(join(folder, at)).sort().flatMap(name => {
  const path = at + name;
  return statSync(join(folder, path)).isDirectory() ? files(folder, end, path + "/") : path.endsWith(end) ? [path] : [];
});

/** Serves a folder under `prefix` with the strictest policy that a site can be under, and caches as a good server does. */
const serve = async (folder, prefix) => {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.startsWith(prefix) ? join(folder, path.slice(prefix.length).replace(/(^|\/)$/, "$1index.html")) : "";
    if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
    const body = readFileSync(file);
    // Films of other sites are the one thing that needs more.
    const frames = body.includes(`<iframe src="${player}`) ? `; frame-src ${player}` : "";
    response.writeHead(200, {
      "content-type": types[extname(file)] || "application/octet-stream",
      "content-security-policy": `default-src 'self'${frames}`,
      "cache-control": path.includes("/_assets/") ? "max-age=31536000, immutable" : "no-cache",
    });
    response.end(body);
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  return server;
};

/** Builds and serves all. A site has its folder, its address on the server and the one on the disk, and its pages. */
export const prepare = async (binary, work) => {
  const manual = join(work, "manual");
  build(binary, join(here, "../.."), manual);
  // The second is where the site's configuration says that it is.
  const places = { manual: [manual, "/"], tide: [withLog(binary, work, 300), "/tide/"] };
  for (const pages of [10, 100, 500]) places[`tide-${pages}`] = [withLog(binary, work, pages), "/tide/"];
  const sites = {}, servers = [];
  for (const [name, [folder, prefix]] of Object.entries(places)) {
    const server = await serve(folder, prefix);
    servers.push(server);
    sites[name] = {
      name, folder,
      http: `http://127.0.0.1:${server.address().port}${prefix}`,
      disk: pathToFileURL(folder) + "/",
      // One day of the log is like the others.
      pages: files(folder, ".html").filter(path => !path.startsWith("log/") || path == "log/day-2.html"),
    };
  }
  return { sites, close: () => servers.forEach(server => server.close()) };
};
