import type { MenuItem } from "../controls/menu.ts";
import type { ViewDesk } from "../views/view.ts";
import type { GraphView } from "./graph-view.ts";
import { mermaidText } from "./mermaid-text.ts";

/** Larger pictures than this many pixels a side are scaled down: a canvas holds no more. */
const largestSide = 8192;

/** The ways out of what is shown. */
export function exportMenu(
  desk: ViewDesk,
  graph: Pick<GraphView, "picture">,
  problem: (text: string) => void,
): MenuItem[] {
  const save = (name: string, bytes: Uint8Array): void =>
    desk.host.tell({ kind: "save", name, base64: base64Of(bytes) });
  const trying = (work: () => Promise<void>) => () => void work().catch((error: unknown) => problem(String(error)));
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const mermaid = (): string => mermaidText(desk.table, desk.isChosen);
  return [
    { text: "Save as SVG", pressed: trying(async () => save("lineage.svg", text(await graph.picture()))) },
    { text: "Save as PNG", pressed: trying(async () => save("lineage.png", await pngOf(await graph.picture()))) },
    { text: "Save as Mermaid", pressed: () => save("lineage.mmd", text(mermaid())) },
    {
      text: "Copy as Mermaid",
      pressed: () => {
        desk.host.tell({ kind: "copy", text: mermaid() });
        desk.announce("Copied as Mermaid.");
      },
    },
  ];
}

/** Twice as large as on the sheet, as far as a canvas can be. */
async function pngOf(svg: string): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64Of(new TextEncoder().encode(svg))}`;
  await image.decode();
  const scale = Math.min(2, largestSide / image.naturalWidth, largestSide / image.naturalHeight);
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.floor(image.naturalWidth * scale)),
    Math.max(1, Math.floor(image.naturalHeight * scale)),
  );
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("The canvas gives no 2D context.");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return new Uint8Array(await blob.arrayBuffer());
}

function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(parts.join(""));
}
