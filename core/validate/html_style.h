// The style sheet of the HTML report. Internal to this folder.
#pragma once

namespace pinfold {

// Colours are those of Okabe and Ito (2008), told apart by everybody; on dark ground the lighter ones of them.
inline constexpr const char* htmlStyle = R"css(
:root { color-scheme: light dark; --ground: #ffffff; --panel: #f5f6f7; --text: #1b1f23; --muted: #59636e; --rule: #d5dae0;
  --main: #0072b2; --good: #00734f; --bad: #b34700; --neutral: #59636e; --right: #0072b2; --wrong: #d55e00; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --panel: #1e2327; --text: #e6e9ec; --muted: #9aa5b1; --rule: #363d45;
    --main: #56b4e9; --good: #2fc598; --bad: #ff8a3d; --neutral: #9aa5b1; --right: #56b4e9; --wrong: #e69f00; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 24px 48px; max-width: 1080px; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 36px 0 10px; }
h3 { font-size: 15px; margin: 20px 0 6px; }
.verdict { border-left: 6px solid var(--neutral); background: var(--panel); padding: 14px 18px; margin: 0 0 20px; }
.verdict.good { border-color: var(--good); } .verdict.good h1 { color: var(--good); }
.verdict.bad { border-color: var(--bad); } .verdict.bad h1 { color: var(--bad); }
.verdict p { margin: 4px 0 0; }
.verdict.model { margin-top: 44px; } .verdict.model h1 { font-size: 18px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(155px, 1fr)); gap: 12px; }
.card { background: var(--panel); padding: 10px 14px; }
.card b { display: block; font-size: 19px; font-variant-numeric: tabular-nums; }
.card span, .note { color: var(--muted); font-size: 13px; }
.card.bad b { color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule); vertical-align: top;
  overflow-wrap: normal; white-space: nowrap; }
th { color: var(--muted); font-weight: 600; }
th.name, td.name { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 9em; }
td.bar { width: 28%; min-width: 90px; padding-top: 10px; }
td.good { color: var(--good); font-weight: 600; } td.bad { color: var(--bad); font-weight: 600; }
tr.first td { background: var(--panel); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 16px; }
figure { margin: 0; } figcaption { color: var(--muted); font-size: 13px; }
svg.plot { display: block; width: 100%; max-width: 520px; height: auto; font-size: 11px; }
svg text { fill: var(--muted); } svg .title { fill: var(--text); font-size: 12px; }
svg .frame { fill: none; stroke: var(--rule); } svg.map .frame { stroke-width: 0.1; }
svg .grid { stroke: var(--rule); stroke-width: 0.6; }
svg .identity { stroke: var(--wrong); stroke-width: 1.4; stroke-dasharray: 5 4; }
svg .points { fill: var(--main); fill-opacity: 0.55; } svg .bars { fill: var(--main); }
svg.share { display: block; width: 100%; height: 10px; }
svg .track { fill: var(--rule); } svg .fill { fill: var(--main); }
svg.map { width: min(100%, 560px); } svg .right { fill: var(--right); } svg .wrong { fill: var(--wrong); }
table.confusion { width: auto; } table.confusion td, table.confusion th { text-align: center; padding: 4px 9px;
  border: 1px solid var(--rule); }
table.confusion td { position: relative; min-width: 2.6em; }
table.confusion td.right { background: color-mix(in srgb, var(--right) var(--much), transparent); }
table.confusion td.wrong { background: color-mix(in srgb, var(--wrong) var(--much), transparent); }
table.confusion td.none { color: var(--muted); }
footer { margin-top: 40px; color: var(--muted); font-size: 13px; }
@media print { body { max-width: none; padding: 0; } h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
)css";

}  // namespace pinfold
