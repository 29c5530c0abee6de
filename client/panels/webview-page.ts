import type { Json } from "../../protocol/errors/error-entry.ts";

/** The parts of a page, as the build made them. */
export interface PageParts {
  readonly title: string;
  readonly style: string;
  /** Runs in the page. */
  readonly script: string;
  /** Runs in the page's worker: it travels inside the page, as nothing may be fetched. */
  readonly worker: string;
  /** New for every page. */
  readonly nonce: string;
  /** What a page before it kept of itself: it counts where the page has no state of its own yet. */
  readonly kept?: Json;
}

/** The page of a panel. Its policy lets in what carries the nonce, and a worker made from a blob of it; nothing is loaded from anywhere. */
export function webviewPage({ title, style, script, worker, nonce, kept }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "worker-src blob:",
    "img-src data:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeText(title)}</title>
<style nonce="${nonce}">${guardEnd(style, "style")}</style>
</head>
<body>
<main id="evergraph"></main>${keptElement(kept, nonce)}
<script type="text/plain" id="worker-source" nonce="${nonce}">${guardEnd(worker, "script")}</script>
<script nonce="${nonce}">${guardEnd(script, "script")}</script>
</body>
</html>
`;
}

/** Data, which no browser runs. Without a `<` nothing in it can be taken for markup. */
function keptElement(kept: Json | undefined, nonce: string): string {
  if (kept === undefined) return "";
  const text = JSON.stringify(kept).replaceAll("<", "\\u003c");
  return `\n<script type="application/json" id="kept-state" nonce="${nonce}">${text}</script>`;
}

/** Inside an element the text of its own end tag would end it. In both languages `<\/` means the same where it can stand. */
function guardEnd(text: string, element: "script" | "style"): string {
  return text.replaceAll(new RegExp(`</(?=${element})`, "gi"), "<\\/");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
