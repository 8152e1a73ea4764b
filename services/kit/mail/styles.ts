/** Styles of a mail. They stand on each element, because some readers drop what stands in the head. */

const FONT = `-apple-system,"Segoe UI",Inter,Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif`;

export const STYLES = {
  body: "margin:0;padding:0;background:#f1f0ec;-webkit-text-size-adjust:100%",
  preheader: "display:none;max-height:0;overflow:hidden",
  canvas: `background:#f1f0ec;font-family:${FONT}`,
  margin: "padding:24px 12px 40px",
  column: "max-width:600px;text-align:left",
  brand: "padding:0 8px 16px",
  brandLink: "color:#0b6358;font-size:20px;font-weight:700;letter-spacing:-0.02em;text-decoration:none",
  card: "background:#ffffff;border:1px solid #e3e2dd;border-radius:20px;padding:32px;color:#14211f;" +
    "font-size:16px;line-height:1.55;overflow-wrap:anywhere",
  title: "margin:0 0 16px;font-size:26px;line-height:1.2;letter-spacing:-0.02em;font-weight:700",
  heading: "margin:28px 0 6px;font-size:17px;line-height:1.3;font-weight:650",
  paragraph: "margin:0 0 14px",
  buttonPlace: "margin:22px 0 26px",
  button: "display:inline-block;padding:13px 26px;border-radius:999px;background:#0b6358;color:#ffffff;" +
    "font-weight:600;text-decoration:none",
  link: "color:#0b6358",
  items: "border-collapse:collapse;font-variant-numeric:tabular-nums",
  itemName: "padding:12px 16px 12px 0;border-bottom:1px solid #e3e2dd;vertical-align:top",
  itemAmount: "padding:12px 0;border-bottom:1px solid #e3e2dd;vertical-align:top;text-align:right;white-space:nowrap",
  sumName: "padding:4px 16px 4px 0;",
  sumAmount: "padding:4px 0;text-align:right;white-space:nowrap;",
  firstSum: "padding-top:14px;",
  total: "font-size:18px;font-weight:700;",
  strong: "font-weight:600",
  details: "color:#445451;font-size:14px",
  footer: "padding:20px 8px 0;color:#445451;font-size:13px;line-height:1.5",
} as const;

/** What can only be said in the head. Readers that drop it show the light page, which is readable anywhere. */
export const DARK_AND_NARROW = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.card{padding:22px!important}}
@media (prefers-color-scheme:dark){
.canvas{background:#0c1315!important}
.card{background:#172123!important}
.ink{color:#edf4f2!important}
.soft{color:#bdcbc7!important}
.accent{color:#6fdcc6!important}
.line{border-color:#2f3b3d!important}
.button{background:#6fdcc6!important;color:#06231f!important}
}`;
