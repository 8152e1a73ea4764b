import { Fragment } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Block, Content, Fact, Item, Sum } from "./content.ts";
import { oneLine } from "./one_line.ts";
import { DARK_AND_NARROW, STYLES } from "./styles.ts";

/** Writes the HTML part of a mail. It loads nothing: no picture, no font, nothing that tells when it is read. */
export function renderHtml(content: Content): string {
  return `<!doctype html>\n${renderToString(<Page {...content} />)}\n`;
}

function Page({ subject, preheader, locale, title, blocks, shop, reason }: Content) {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <title>{oneLine(subject)}</title>
        <style dangerouslySetInnerHTML={{ __html: DARK_AND_NARROW }} />
      </head>
      <body class="canvas" style={STYLES.body}>
        <main>
          <div style={STYLES.preheader}>{oneLine(preheader)}</div>
          <table role="presentation" class="canvas" style={STYLES.canvas} width="100%" cellPadding="0" cellSpacing="0">
            <tr>
              <td align="center" style={STYLES.margin}>
                <table role="presentation" style={STYLES.column} width="100%" cellPadding="0" cellSpacing="0">
                  <tr>
                    <td style={STYLES.brand}>
                      <a href={shop.origin} target="_blank" class="accent" style={STYLES.brandLink}>{shop.name}</a>
                    </td>
                  </tr>
                  <tr>
                    <td class="card ink line" style={STYLES.card}>
                      <h1 style={STYLES.title}>{oneLine(title)}</h1>
                      {blocks.map((block, index) => <Part key={index} {...block} />)}
                    </td>
                  </tr>
                  <tr>
                    <td class="soft" style={STYLES.footer}>{oneLine(reason)}</td>
                  </tr>
                </table>
              </td>
            </tr>
          </table>
        </main>
      </body>
    </html>
  );
}

function Part(block: Block) {
  switch (block.kind) {
    case "paragraph":
      return <p style={STYLES.paragraph}>{oneLine(block.text)}</p>;
    case "button":
      return (
        <p style={STYLES.buttonPlace}>
          <a href={webUrl(block.url)} target="_blank" class="button" style={STYLES.button}>{oneLine(block.label)}</a>
        </p>
      );
    case "items":
      return (
        <>
          <h2 style={STYLES.heading}>{oneLine(block.title)}</h2>
          <table role="presentation" style={STYLES.items} width="100%" cellPadding="0" cellSpacing="0">
            {block.items.map((item, index) => <ItemRow key={index} {...item} />)}
            {block.sums.map((sum, index) => <SumRow key={index} {...sum} isFirst={index === 0} />)}
          </table>
        </>
      );
    case "facts":
      return <>{block.facts.map((fact) => <FactPart key={fact.name} {...fact} />)}</>;
  }
}

function ItemRow({ quantity, title, details, amount }: Item) {
  return (
    <tr>
      <td class="line" style={STYLES.itemName}>
        {quantity} × <strong style={STYLES.strong}>{oneLine(title)}</strong>
        {details && (
          <>
            <br />
            <span class="soft" style={STYLES.details}>{oneLine(details)}</span>
          </>
        )}
      </td>
      <td class="line" style={STYLES.itemAmount}>{amount}</td>
    </tr>
  );
}

function SumRow({ name, amount, strong, isFirst }: Sum & { isFirst: boolean }) {
  const style = (cell: string) => `${cell}${isFirst ? STYLES.firstSum : ""}${strong ? STYLES.total : ""}`;
  return (
    <tr>
      <td style={style(STYLES.sumName)}>{oneLine(name)}</td>
      <td style={style(STYLES.sumAmount)}>{amount}</td>
    </tr>
  );
}

function FactPart({ name, lines, url }: Fact) {
  return (
    <>
      <h2 style={STYLES.heading}>{oneLine(name)}</h2>
      <p style={STYLES.paragraph}>
        {lines.map((line, index) => (
          <Fragment key={index}>
            {index > 0 && <br />}
            {url !== undefined && index === lines.length - 1
              ? <a href={webUrl(url)} target="_blank" class="accent" style={STYLES.link}>{oneLine(line)}</a>
              : oneLine(line)}
          </Fragment>
        ))}
      </p>
    </>
  );
}

function webUrl(url: string): string {
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url;
  throw new RangeError(`Cannot write a mail: "${url}" is no address of a page`);
}
