import type { Block, Content, Fact } from "./content.ts";
import { oneLine } from "./one_line.ts";

const WIDTH = 72;
const INDENT = "  ";

/** Writes the text part of a mail: what the HTML says, set for a column of 72 characters. */
export function renderText({ title, blocks, shop, reason }: Content): string {
  const parts = [heading(title, "="), ...blocks.map(blockText), `-- \n${wrap(reason)}\n${shop.name}, ${shop.origin}`];
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return wrap(block.text);
    case "button":
      return `${wrap(`${block.label}:`)}\n${block.url}`; // not wrapped: it must stay one address
    case "items": {
      const items = block.items.map(({ quantity, title, details, amount }) =>
        justify(`${quantity} × ${title}${details && ` (${details})`}`, amount)
      );
      const sums = block.sums.map(({ name, amount }) => justify(name, amount));
      return [heading(block.title, "-"), ...items, ...(sums.length > 0 ? ["-".repeat(WIDTH), ...sums] : [])].join("\n");
    }
    case "facts":
      return block.facts.map(factText).join("\n\n");
  }
}

function factText({ name, lines, url }: Fact): string {
  const rows = lines.map((line) => wrap(line, INDENT));
  return [wrap(`${name}:`), ...rows, ...(url === undefined ? [] : [INDENT + url])].join("\n");
}

function heading(text: string, underline: string): string {
  const lines = wrap(text);
  return `${lines}\n${underline.repeat(Math.max(...lines.split("\n").map((line) => line.length)))}`;
}

/** A name to the left and an amount at the right edge, behind the last line of the name. */
function justify(name: string, amount: string): string {
  const lines = wrap(name, "", WIDTH - amount.length - 2).split("\n");
  const last = lines.pop()!;
  return [...lines, amount === "" ? last : last.padEnd(WIDTH - amount.length) + amount].join("\n");
}

function wrap(text: string, indent = "", width = WIDTH - indent.length): string {
  const lines: string[] = [""];
  for (const word of oneLine(text).split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => indent + line).join("\n");
}
