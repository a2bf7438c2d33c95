// The checks in a browser: `node tests/browser/run.mjs BINARY [CHECK…]`. See docs/dev/browser.md.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { prepare } from "./sites.mjs";

/** Modules in `checks/`: each exports a function that is handed the browser and the sites, and reports. */
const checks = ["weights", "pages", "keyboard", "noscript", "parts"];
/** Programs that build and serve sites of their own: they are handed the binary. */
const programs = ["search", "serve", "hostile"];

const [binary, ...asked] = process.argv.slice(2);
if (!binary) {
  console.error("usage: node tests/browser/run.mjs BINARY [CHECK…]");
  process.exit(2);
}
const wanted = name => !asked.length || asked.includes(name);
const work = mkdtempSync(join(tmpdir(), "docwright-browser-"));
let failed = 0;
// A browser that hangs fails the run, before whoever runs it gives up without a word.
setTimeout(() => { console.error("FAILED: not done after 22 minutes"); process.exit(1) }, 22 * 60_000).unref();
const timed = async (name, run) => {
  const start = Date.now(), count = await run();
  console.log(`${count ? "FAILED" : "ok"} ${name}: ${count || "no"} finding${count == 1 ? "" : "s"}, ${((Date.now() - start) / 1000).toFixed(1)} s`);
  failed += count;
};

const { sites, close } = await prepare(resolve(binary), work);
const browser = await launch();
try {
  for (const name of checks.filter(wanted)) {
    const { default: check } = await import(`./checks/${name}.mjs`);
    await timed(name, async () => {
      const said = new Set();
      const report = (where, what) => {
        const line = `${where}: ${what}`;
        if (!said.has(line)) console.log(`  ${line}`);
        said.add(line);
      };
      await check({ browser, sites, report });
      return said.size;
    });
  }
} finally {
  await Promise.race([browser.close(), new Promise(done => setTimeout(done, 20_000).unref())]);
  close();
  rmSync(work, { recursive: true });
}
for (const name of programs.filter(wanted)) {
  const program = fileURLToPath(new URL(`${name}.mjs`, import.meta.url));
  if (existsSync(program)) {
    await timed(name, () => spawnSync(process.execPath, [program, resolve(binary)], { stdio: "inherit" }).status === 0 ? 0 : 1);
  }
}
process.exitCode = failed ? 1 : 0;
