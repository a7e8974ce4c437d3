// Puts a page's script and style into the page itself, so that one file is all there is, and lets the browser run nothing else.
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** The policy of a page that asks nobody for anything: its own script and style by their hashes, pictures that stand in it, no request. */
function policy(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
  return `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
}

export function inline(page: string): Plugin {
  return {
    name: "descent-inline",
    enforce: "post",
    generateBundle(_, bundle) {
      const html = bundle[page];
      if (html?.type !== "asset" || typeof html.source !== "string") throw new Error(`inline: the build made no ${page}`);
      let script = "";
      let style = "";
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code;
        else if (name.endsWith(".css")) style += part.source.toString();
        else continue;
        delete bundle[name];
      }

      // A script element ends at the first "</script", wherever it stands.
      script = script.trim().replace(/<\/(script)/gi, "<\\/$1");
      style = style.trim();
      html.source = html.source
        .replace(/\s*<script type="module"[^>]*src="[^"]*"[^>]*><\/script>/g, "")
        .replace(/\s*<link rel="(stylesheet|modulepreload)"[^>]*>/g, "")
        .replace("</title>", () => `</title>\n<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}">\n<style>${style}</style>`)
        .replace("</body>", () => `<script type="module">${script}</script>\n</body>`);
      if (!html.source.includes('<script id="page" type="application/json"></script>')) throw new Error(`inline: ${page} lost the place of its data`);
    },
  };
}
