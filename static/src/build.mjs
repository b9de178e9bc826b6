// Compiles static/src into the folder named on the command line: Sass to CSS, scripts to one bundle, pictures as they are.

import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, "..", "..");
const target = join(process.argv[2] ?? join(root, "static", "build"), "tongban");

async function styles(name) {
  const { css } = compile(join(source, "scss", `${name}.scss`), {
    loadPaths: [join(root, "node_modules")],
    quietDeps: true,
    style: "compressed",
  });
  await writeFile(join(target, `${name}.css`), css);
}

async function scripts(name) {
  await build({
    entryPoints: [join(source, "js", `${name}.js`)],
    outfile: join(target, `${name}.js`),
    bundle: true,
    format: "esm",
    minify: true,
    target: ["es2020"],
    legalComments: "none",
  });
}

await mkdir(target, { recursive: true });
await Promise.all([
  ...["portal", "admin", "design", "offline"].map(styles),
  ...["portal", "desk", "push", "service-worker"].map(scripts),
  cp(join(source, "img"), target, { recursive: true }),
]);
