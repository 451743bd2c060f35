// Bundles and names by content what browsers load: `npm run build` fills app/web/static/dist and writes its manifest.
// The manifest maps the name a template uses ("site.css", "js/player.js") to the file in dist.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const fixed = path.join(here, "..", "static");
const dist = path.join(fixed, "dist");
const fresh = path.join(fixed, ".dist-new");

const filesIn = async (folder, ending) =>
  (await readdir(path.join(fixed, folder)).catch(() => [])).filter((name) => name.endsWith(ending)).sort();

// The public site's sheet is one file: the fonts, then the sheets in the order that the templates name without a build.
const sheets = JSON.parse(await readFile(path.join(here, "sheets.json"), "utf8"));
const sources = new Map();
for (const [name, parts] of Object.entries(sheets)) {
  sources.set(name, parts.map((part) => `@import "${part}";`).join("\n"));
}

const entryPoints = [];
for (const name of await filesIn("css", ".css")) entryPoints.push({ in: path.join(fixed, "css", name), out: `css/${name.slice(0, -4)}` });
for (const name of await filesIn("js", ".js")) entryPoints.push({ in: path.join(fixed, "js", name), out: `js/${name.slice(0, -3)}` });
for (const name of (await readdir(here)).filter((file) => file.endsWith(".js")).sort()) {
  entryPoints.push({ in: path.join(here, name), out: name.slice(0, -3) });
}
for (const name of sources.keys()) entryPoints.push({ in: `sheets:${name}`, out: name.slice(0, -4) });

const joined = {
  name: "sheets",
  setup(builder) {
    builder.onResolve({ filter: /^sheets:/ }, ({ path: name }) => ({ path: name.slice(7), namespace: "sheets" }));
    builder.onLoad({ filter: /.*/, namespace: "sheets" }, ({ path: name }) => ({ contents: sources.get(name), loader: "css", resolveDir: here }));
  },
};

await rm(fresh, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints,
  plugins: [joined],
  outdir: fresh,
  entryNames: "[dir]/[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  bundle: true,
  format: "esm",
  target: ["es2022"],
  loader: { ".woff2": "file", ".svg": "file" },
  minify: true,
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (!entryPoint) continue;
  const out = path.relative(fresh, path.resolve(file)).split(path.sep).join("/");
  manifest[out.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = out;
}
for (const name of (await readdir(fixed)).filter((file) => /\.(svg|png)$/.test(file)).sort()) {
  const bytes = await readFile(path.join(fixed, name));
  const out = name.replace(/(\.\w+)$/, `-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}$1`);
  await writeFile(path.join(fresh, out), bytes);
  manifest[name] = out;
}
await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(dist, { recursive: true, force: true });
await mkdir(path.dirname(dist), { recursive: true });
await rename(fresh, dist);
console.log(`${Object.keys(manifest).length} files in ${path.relative(process.cwd(), dist)}`);
