// The engine of `search.js` outside of a browser, over an index on the disk.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const source = new URL("../../themes/default/search.js", import.meta.url);

/** What `search.js` offers where there is no page: `split`, `fold`, `distance`, `createEngine`. */
export const parts = () => {
  new Function(readFileSync(source, "utf8"))();
  return globalThis.docwright.search;
};

/** The path of a file of an index. */
export const path = name => {
  const number = name.slice(1);
  return name == "root" ? "root.js" : name[0] == "p" ? `p/${number >> 8}/${number}.js` : `${name[0]}/${number}.js`;
};

/** An engine over the index in a folder. `loaded` holds the compressed length of each file that it asked for. */
export const engine = folder => {
  const loaded = new Map(), files = new Map();
  const load = async name => {
    if (!files.has(name)) {
      const text = readFileSync(`${folder}/${path(name)}`, "utf8");
      let data;
      new Function("docwrightSearch", text)((_, ...rest) => data = rest);
      files.set(name, data);
      loaded.set(name, gzipSync(text, { level: 6 }).length);
    }
    return files.get(name);
  };
  return { ...parts().createEngine(load), loaded };
};
