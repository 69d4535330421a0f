"""What a page looks like to somebody who reads its language on a small screen."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

ENGLISH_ON_PURPOSE = (
    "head *",
    ".languages *",  # names of languages
    ".sources bdi",  # titles and publishers, to be found again
    ".organisation :is(h2, h3) bdi",
    ".card .line > :first-child",  # to be shown to somebody who reads English
    "#organisation option",
)

_LOOK = """(onPurpose) => {
  const opened = [...document.querySelectorAll('details:not([open])')];
  for (const details of opened) details.open = true;
  const seen = (element) => element.closest(onPurpose) === null;
  const english = [...document.querySelectorAll('[lang="en"]')].filter((element) => element.tagName !== 'HTML' && seen(element));
  const marked = [...document.querySelectorAll('body, body *')].flatMap((element) =>
    Object.keys(element.dataset).filter((name) => name.endsWith('Lang')).map((name) => 'data: ' + name));
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.replace(/\\s+/g, ' ').trim();
    if (text && seen(walker.currentNode.parentElement)) texts.push(text);
  }
  const looks = {
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    direction: getComputedStyle(document.body).direction,
    width: document.documentElement.scrollWidth,
    english: [...english.map((element) => element.outerHTML.slice(0, 120)), ...marked],
    texts,
    strips: [...document.querySelectorAll('.strip')].map((strip) => strip.firstChild.data.trim()),
    calls: [...document.querySelectorAll('a[href="tel:999"]')].filter((link) => link.checkVisibility()).length,
    burst: [...document.querySelectorAll('a, button, summary, .across > *')].filter((element) => element.checkVisibility() && !element.closest('.quiet'))
      .filter((element) => element.clientWidth && element.scrollWidth > element.clientWidth + 1).map((element) => element.textContent.trim()),
    headings: [...document.querySelectorAll('#log .answer:last-child :is(h2, h3):not(.quiet)')].map((heading) => heading.textContent),
  };
  for (const details of opened) details.open = false;
  return looks;
}"""

# Fonts draw what they lack as one and the same box: the one of a letter that no font has, because it was never given
# out. The two are compared as pictures, since a letter can be as wide as the box.
_BOXES = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 48;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const font = getComputedStyle(document.querySelector('#log .answer:last-child p'));
  pen.font = `24px ${font.fontFamily}`;
  const drawn = (letter) => {
    pen.clearRect(0, 0, 48, 48);
    pen.fillText(letter, 12, 32);
    return pen.getImageData(0, 0, 48, 48).data.join();
  };
  const box = drawn('\\u0378');
  const letters = new Set(document.querySelector('#log').innerText.match(/[\\p{L}\\p{M}]/gu));
  const boxes = [...letters].filter((letter) => drawn(letter) === box);
  return { known: drawn('\\u0380') === box && drawn('a') !== box, letters: letters.size, boxes };
}"""


@dataclass(frozen=True)
class Look:
    """With all that is folded opened.

    direction: as computed; english: elements and texts for the script that are marked as English and should not be;
    texts: all that is not in English on purpose; strips: the notes above the page; burst: what to press whose words are
    wider than it is; calls: visible links that call 999; headings: of the last answer.
    """

    lang: str
    dir: str
    direction: str
    width: int
    english: list[str]
    texts: list[str]
    strips: list[str]
    burst: list[str]
    calls: int
    headings: list[str]


@dataclass(frozen=True)
class Letters:
    """known: whether it can be told here what a missing letter looks like; letters: how many the conversation has;
    boxes: those of them that no font has."""

    known: bool
    letters: int
    boxes: list[str]


def look(page: Page) -> Look:
    return Look(**page.evaluate(_LOOK, ", ".join(ENGLISH_ON_PURPOSE)))


def letters(page: Page) -> Letters:
    return Letters(**page.evaluate(_BOXES))
