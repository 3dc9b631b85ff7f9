/** The stylesheet of the page: light and dark, readable on a narrow screen, nothing loaded from elsewhere. */
export const CSS = `
:root { color-scheme: light dark; --ground: #fdfdfb; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --panel: #f3f4f2;
  --add: #e3f5e1; --del: #fbe4e1; --mark: #b42318; --ok: #1a7f37; --note: #fff6dc; --edge: #d4a72c; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --ink: #e4e7ea; --faint: #9aa4ae; --line: #363c43; --panel: #1d2126;
  --add: #16301c; --del: #3a1d1b; --mark: #ff8f85; --ok: #6cc78a; --note: #2c2716; --edge: #a8852a; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { display: flex; flex-direction: column; } nav { order: -1; }
main, footer { max-width: 68rem; margin: 0 auto; padding: 1rem 1.25rem; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.15rem; margin: 0; } h3 { font: 600 .9rem ui-monospace, monospace; margin: 1.25rem 0 .25rem; overflow-wrap: anywhere; }
a { color: var(--link); } .faint { color: var(--faint); } p { margin: .35rem 0; }
nav ol { padding-left: 1.4rem; } nav li { margin: .2rem 0; }
section { border-top: 2px solid var(--line); padding-top: 1rem; margin-top: 2rem; }
.count { color: var(--mark); font-weight: 600; } .none { color: var(--ok); }
.code { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; margin: .25rem 0; }
pre { margin: 0; padding: .25rem 0; font: .82rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; tab-size: 8; min-width: max-content; }
pre span { display: block; padding: 0 .75rem; min-height: 1.45em; } .a { background: var(--add); } .d { background: var(--del); } .h { color: var(--faint); }
.m { box-shadow: inset 4px 0 0 var(--mark); }
.comment { background: var(--note); border-left: 4px solid var(--edge); padding: .6rem .9rem; margin: 0; max-width: 60rem; overflow-wrap: anywhere; }
.comment .id { color: var(--faint); font-size: .85rem; }
figure { margin: .75rem 0 .25rem; overflow-x: auto; } figcaption { color: var(--faint); font-size: .9rem; }
svg { max-width: 100%; height: auto; } svg text { font: 13px ui-monospace, monospace; fill: var(--ink); } svg .cap { font-weight: 600; }
svg rect { fill: var(--panel); stroke: var(--faint); } svg path { stroke: var(--faint); fill: none; } svg .gone rect { stroke: var(--mark); stroke-width: 2; stroke-dasharray: 6 4; fill: none; }
svg .gone text { fill: var(--mark); font-weight: 600; } svg .gone path { stroke: var(--mark); stroke-dasharray: 6 4; }
details summary { cursor: pointer; color: var(--faint); } footer { color: var(--faint); font-size: .9rem; border-top: 1px solid var(--line); margin-top: 2rem; }
`;
