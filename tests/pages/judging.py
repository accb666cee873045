"""How a page is judged: by axe, and by eye at three sizes: nothing is cut, covered or outside."""

from functools import cache
from pathlib import Path

from playwright.async_api import Page

from tests.pages.test_words import catalogue

AXE = Path(__file__).parents[2] / ".venv/axe/node_modules/axe-core/axe.min.js"
JUDGED = """axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
  "best-practice"] }).then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"""
AMISS = """(() => {
  const said = (node) => (node.innerText || node.ariaLabel || node.localName).slice(0, 60);
  const seen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !node.closest('.unseen, [inert]') && node.getBoundingClientRect().width > 1;
  const all = [...document.body.querySelectorAll('*')].filter(seen);
  const found = [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) found.push(['wider than the window by', wide]);
  const scrolls = (node) => node && node !== document.body
    && (/auto|scroll/.test(getComputedStyle(node).overflow) || scrolls(node.parentElement));
  const speaks = ({ childNodes }) =>
    [...childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  for (const node of all) {
    const own = speaks(node);
    const { left, right } = node.getBoundingClientRect();
    const outside = left < -0.5 || right > innerWidth + 0.5;
    if (own && outside && !scrolls(node)) found.push(['outside', said(node)]);
    if (!own || node.localName === 'option') continue;
    const style = getComputedStyle(node);
    const across = node.scrollWidth > node.clientWidth + 1 && style.overflowX !== 'visible';
    const down = node.scrollHeight > node.clientHeight + 2 && style.overflowY === 'hidden';
    if ((across || down) && style.display !== 'inline') found.push(['cut', said(node)]);
  }
  const keys = all.filter((node) => node.matches('button, a[href], input, select, textarea'));
  for (const [at, one] of keys.entries()) {
    for (const two of keys.slice(at + 1)) {
      if (one.contains(two) || two.contains(one)) continue;
      const [a, b] = [one.getBoundingClientRect(), two.getBoundingClientRect()];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 1) found.push(['one over the other', said(one), said(two)]);
    }
  }
  const apart = (line, key) =>
    !key.contains(line) && !line.contains(key) && !line.closest('label')?.contains(key);
  for (const line of all.filter(speaks)) {
    for (const key of keys.filter((key) => apart(line, key))) {
      const words = document.createRange();
      words.selectNodeContents(line);
      const [a, b] = [words.getBoundingClientRect(), key.getBoundingClientRect()];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 2 && down > 2) found.push(['words under', said(line), said(key)]);
    }
  }
  return found;
})()"""
"""Words that are cut or outside, and what is pressed that lies over something else."""

ENGLISH = (
    r"""(words) => {
  const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const templates = words.map(([sv, en]) =>
    [new RegExp('^' + escaped(sv).replace(/\{\w+\}/g, '(.*)') + '$', 's'),
      [...sv.matchAll(/\{(\w+)\}/g)].map(([, name]) => name), en]);
  const said = (text) => {
    for (const [like, names, en] of templates) {
      const found = like.exec(text);
      if (found) return en.replace(/\{(\w+)\}/g, (_, name) => found[names.indexOf(name) + 1]);
    }
    return text;
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const before = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const text = node.data.trim();
    if (!text || said(text) === text) continue;
    before.push([node, node.data]);
    node.data = said(text);
  }
  try {
    return [before.length > 0 || document.documentElement.lang !== 'sv', """
    + AMISS
    + """];
  } finally {
    for (const [node, text] of before) node.data = text;
  }
}"""
)
"""The same with the page's words in English, put in their place and taken back in one breath."""

PHONE, NARROW, DESK = (390, 844), (320, 640), (1280, 800)


@cache
def in_english() -> list[tuple[str, str]]:
    """Every sentence of the pages, Swedish and English; those without values foremost."""
    ours, theirs = catalogue("sv"), catalogue("en")
    return sorted(((ours[key], theirs[key]) for key in ours), key=lambda one: "{" in one[0])


async def judge(page: Page, what: str, wide: tuple[int, int] = PHONE) -> None:
    """R67, R68: by day at its usual size, by night at 320 px, and at 200 % on a PC."""
    await _wakes(page)
    for scheme, size in (("light", wide), ("dark", NARROW)):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        await looks_right(page, what, size)
        found = await page.evaluate(JUDGED)
        assert not found, (what, scheme, found)
        if size == NARROW:
            changed, found = await page.evaluate(ENGLISH, in_english())
            assert changed, (what, "has no word of the catalogues")
            assert not found, (what, "in English", found)
    await looks_right(page, what, (DESK[0] // 2, DESK[1] // 2))
    await page.set_viewport_size({"width": wide[0], "height": wide[1]})
    await page.emulate_media(color_scheme="light")


async def looks_right(page: Page, what: str, size: tuple[int, int]) -> None:
    """In a window of this size nothing is cut, covered or outside."""
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    found = await page.evaluate(AMISS)
    assert not found, (what, size, found)


async def _wakes(page: Page) -> None:
    if await page.evaluate("typeof axe === 'undefined'"):
        await page.evaluate(AXE.read_text())  # as a script element it would break the policy
