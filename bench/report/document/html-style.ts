// The style sheet of report.html. No fonts, no images: nothing is fetched.
export const HTML_STYLE = `:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f2937; --muted: #4b5563; --line: #d1d5db; --shade: #f3f4f6;
  --pass: #00664d; --fail: #b03a00; --open: #4b5563; --alarm-page: #fff1e8;
  --link: #0060a0; --focus: #0067a3; --edge: rgb(0 0 0 / .38);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181f; --text: #e5e7eb; --muted: #a3abb8; --line: #374151; --shade: #1f2630;
    --pass: #4cc9a6; --fail: #ff9a5c; --open: #a3abb8; --alarm-page: #3a2013;
    --link: #7cc4ff; --focus: #5db4ec; --edge: rgb(255 255 255 / .38);
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 16px; color: var(--muted); font-weight: 600; }
h2 { font-size: 1.2rem; margin: 44px 0 12px; padding-top: 12px; border-top: 1px solid var(--line); }
p { max-width: 75ch; margin: 10px 0; overflow-wrap: anywhere; }
.sentence { font-size: 1.5rem; line-height: 1.35; font-weight: 650; margin: 0 0 20px; }
.alarm { background: var(--alarm-page); border-left: 6px solid var(--fail); padding: 12px 16px; margin: 0 0 20px; }
.alarm strong { color: var(--fail); font-size: 1.25rem; letter-spacing: .04em; }
.alarm p { margin: 4px 0 0; }
.scroll { overflow-x: auto; margin: 12px 0; --cover: var(--page); }
pre { --cover: var(--shade); }
/* What is wider than its place has a shadow where there is more: covers, which scroll with it, hide the shadows at its ends. */
.scroll, pre { background-image: linear-gradient(to right, var(--cover) 40%, transparent),
    linear-gradient(to left, var(--cover) 40%, transparent),
    linear-gradient(to right, var(--edge), transparent), linear-gradient(to left, var(--edge), transparent);
  background-position: 0 0, 100% 0, 0 0, 100% 0; background-repeat: no-repeat;
  background-size: 48px 100%, 48px 100%, 16px 100%, 16px 100%; background-attachment: local, local, scroll, scroll; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { padding: 5px 12px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--muted); vertical-align: bottom; }
th:first-child, td:first-child { padding-left: 0; }
td:not(.number) { min-width: 6em; overflow-wrap: break-word; }
@media (min-width: 700px) { td:first-child:not(:has(code)) { white-space: nowrap; } }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.result { font-weight: 700; white-space: nowrap; }
.result.pass { color: var(--pass); } .result.pass::before { content: "✓ "; }
.result.fail { color: var(--fail); } .result.fail::before { content: "✗ "; }
.result.uncertain, .result.unknown, .result.not-identifiable { color: var(--open); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85em; }
code { overflow-wrap: anywhere; }
pre { background-color: var(--shade); padding: 12px 14px; border-radius: 6px; overflow-x: auto; line-height: 1.35; }
figure { margin: 20px 0 28px; }
figure svg { display: block; width: 100%; min-width: 620px; height: auto; border-radius: 8px; }
.chart-title { font-size: 1.05rem; margin: 0; padding: 0; border: 0; }
.subtitle { color: var(--muted); font-size: .9rem; margin: 2px 0 8px; }
.legend, .zoom { display: flex; flex-wrap: wrap; gap: 4px 8px; margin: 6px 0; }
.legend button, .zoom button { display: inline-flex; align-items: center; gap: 6px; min-height: 28px; padding: 2px 8px; font: inherit;
  font-size: .85rem; color: var(--text); background: none; border: 1px solid var(--line); border-radius: 6px; cursor: pointer; }
.legend button { border-color: transparent; }
.legend button:hover, .zoom button:hover { background: var(--shade); }
.legend button[aria-pressed="false"] { color: var(--muted); text-decoration: line-through; }
.legend button[aria-pressed="false"] svg { opacity: .3; }
.legend svg { display: inline; width: 22px; min-width: 0; border-radius: 0; flex: none; }
.plot { width: 100%; touch-action: pan-y; }
.readout { margin: 0; padding-top: 6px; font-size: .85rem; color: var(--muted); max-width: none; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.tip-body { background: var(--page); color: var(--text); border: 1px solid var(--muted); border-radius: 6px; padding: 8px 10px;
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; box-shadow: 0 2px 10px rgb(0 0 0 / .25); white-space: normal; max-width: 320px; }
.tip-body dl { display: grid; grid-template-columns: auto auto; gap: 0 12px; margin: 2px 0 0; }
.tip-body dt { color: var(--muted); } .tip-body dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
.level { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin: 0 0 14px; padding: 8px 12px; background: var(--shade); border-radius: 6px; }
.level output { min-width: 3ch; font-weight: 700; font-variant-numeric: tabular-nums; }
.level input { flex: 1 1 200px; min-width: 0; height: 28px; accent-color: var(--focus); }
a { color: var(--link); }
figcaption { color: var(--muted); font-size: .9rem; }
details { margin: 14px 0; }
summary { cursor: pointer; font-weight: 600; }
details pre { max-height: 32rem; overflow: auto; }
@media (max-width: 480px) {
  main { padding: 16px 12px 40px; }
  .sentence { font-size: 1.25rem; }
  th, td { padding: 5px 8px; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --text: #000; --muted: #333; --line: #bbb; --shade: #f3f4f6; --alarm-page: #fff;
    --pass: #00664d; --fail: #b03a00; --open: #4b5563; --link: #0060a0; }
  main { max-width: none; padding: 0; }
  figure, tr, .alarm { break-inside: avoid; }
  h2 { break-after: avoid; }
  figure svg { min-width: 0; }
  .zoom, .readout, .level input { display: none; }
  table { font-size: .78rem; }
  .plot, .plot > div { width: 100% !important; height: auto !important; }
  .plot > div:first-child { display: grid; }
  .plot canvas { grid-area: 1 / 1; position: static !important; width: 100% !important; height: auto !important; }
  a { color: inherit; }
  .scroll, pre, details pre { overflow: visible; max-height: none; background-image: none; }
}`;
