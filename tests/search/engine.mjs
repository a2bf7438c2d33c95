// The engine of `search.js` outside of a browser, over an index on the disk.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const source = new URL("../../themes/default/search.js", import.meta.url);

/** What `search.js` offers where there is no page: `split`, `fold`, `distance`, `createEngine`. */
export const parts = () => {
  new Function(readFileSync(source, "utf8"))();
  return globalThis.docwright.search;
};

const call = text => {
  let data;
  new Function("docwrightSearch", text)((_, ...rest) => data = rest);
  return data;
};

/** The path of a file of an index, by its folder: the folders in it are named by what is in them. */
export const path = (folder, name) => {
  if (name == "root") return `${folder}/root.js`;
  const [root] = call(readFileSync(`${folder}/root.js`, "utf8")), kind = name[0], number = name.slice(1);
  return `${folder}/${kind}/${root[kind].substr(kind == "l" ? 0 : (number >> 8) * 8, 8)}/${number}.js`;
};

/** What a file of an index hands over. */
export const read = (folder, name) => call(readFileSync(path(folder, name), "utf8"));

/** An engine over the index in a folder. `loaded` holds the compressed length of each file that it asked for. */
export const engine = folder => {
  const loaded = new Map(), files = new Map();
  const load = async name => {
    if (!files.has(name)) {
      const text = readFileSync(path(folder, name), "utf8");
      files.set(name, call(text));
      loaded.set(name, gzipSync(text, { level: 6 }).length);
    }
    return files.get(name);
  };
  return { ...parts().createEngine(load), loaded };
};
