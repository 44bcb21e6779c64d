// Bundles the browser assets into one directory: node build.mjs OUTPUT_DIRECTORY
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.resolve(process.argv[2] ?? path.join(here, "..", "static", "dist"));
const packages = path.join(here, "..", "..", "..", "..", "node_modules");
const packageFile = (name, ...parts) => path.join(packages, name, ...parts);

async function bundle() {
  const shared = { bundle: true, minify: true, legalComments: "linked", logLevel: "warning", charset: "utf8" };
  await Promise.all([
    build({ ...shared, entryPoints: [path.join(here, "css", "luoshi.css")], outdir: output }),
    build({
      ...shared,
      entryPoints: ["luoshi", "theme", "charts"].map((name) => path.join(here, "js", `${name}.js`)),
      outdir: output,
      format: "iife",
      target: ["chrome109", "firefox115", "safari16"],
    }),
  ]);
}

async function sprite() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const source = await readFile(packageFile("@tabler/icons", "icons", "outline", `${name}.svg`), "utf8");
      const shapes = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
      const drawn = shapes.replace(/<path stroke="none"[^>]*\/>/, "").replace(/\s+/g, " ").trim();
      return (
        `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
        `stroke-linecap="round" stroke-linejoin="round">${drawn}</symbol>`
      );
    }),
  );
  const licence = "<!-- Tabler Icons, MIT licence, see LICENSE-tabler-icons.txt -->";
  const text = `<svg xmlns="http://www.w3.org/2000/svg">${licence}\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(path.join(output, "icons.svg"), text);
  await copyFile(packageFile("@tabler/icons", "LICENSE"), path.join(output, "LICENSE-tabler-icons.txt"));
}

async function fonts() {
  const family = "@expo-google-fonts/noto-sans-sc";
  const target = path.join(output, "fonts");
  await mkdir(target, { recursive: true });
  await Promise.all([
    ...["400Regular", "700Bold"].map((style) =>
      copyFile(packageFile(family, style, `NotoSansSC_${style}.ttf`), path.join(target, `NotoSansSC_${style}.ttf`)),
    ),
    copyFile(packageFile(family, "LICENSE_FONT"), path.join(target, "LICENSE-noto-sans-sc.txt")),
  ]);
}

await mkdir(output, { recursive: true });
await Promise.all([bundle(), sprite(), fonts()]);
