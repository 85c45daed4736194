/*
  Searches the pages of one language.  Every word of the query must be part of the title, heading or
  text of a section, in whatever width and case, so Japanese needs no spaces.  The query stands in
  the address, as ?q=.  Where no script runs the page says so.
*/
const place = document.querySelector("[data-index]");
const [box, status, list, template] = ["input", "p", "ol", "template"].map((name) =>
  place.querySelector(name),
);

const MOST = 30; // results that are listed
const WIDE = /[\u2e80-\ud7ff]/; // letters as wide as two
const PIECE = /[^][\p{M}\uff9e\uff9f]*/gu; // a letter with its marks

const fold = (text) => text.normalize("NFKC").toLowerCase();

let shown, timer;

/* The sections of all pages, fetched once. */
async function load() {
  const answer = await fetch(place.dataset.index);
  return (await answer.json()).flatMap(({ url, title, minor, sections }) =>
    sections.map(([anchor, heading, text]) => ({
      address: anchor ? `${url}#${encodeURIComponent(anchor)}` : url,
      name: heading ? `${title} – ${heading}` : title,
      text,
      page: fold(title),
      own: fold(heading || title),
      worth: minor ? 0 : heading ? 100 : 1e4,
      folded: fold(text),
    })),
  );
}

/* How well a section fits: title before heading before text; 0 is not at all. */
function rank({ page, own, worth, folded }, words) {
  let sum = 0;
  for (const word of words) {
    const fit = own.includes(word) * worth + Math.min(folded.split(word).length - 1, 3);
    if (!fit && !page.includes(word)) return 0;
    sum += fit;
  }
  return sum;
}

/* Where words stand in a text.  Folding changes lengths, so what is folded knows its piece. */
function hits(text, words) {
  const pieces = [];
  let folded = "";
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    folded += fold(piece);
    while (pieces.length < folded.length) pieces.push([index, index + piece.length]);
  }
  const found = [];
  for (const word of words)
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length))
      found.push([pieces[at][0], pieces[at + word.length - 1][1]]);
  return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

/* Put a part of a text into an element, with the hits in it marked. */
function write(element, text, found, from = 0, to = text.length) {
  for (const [begin, end] of found) {
    if (begin < from || end > to) continue;
    const mark = document.createElement("mark");
    mark.append(text.slice(begin, end));
    element.append(text.slice(from, begin), mark);
    from = end;
  }
  element.append(text.slice(from, to));
}

/* Put the passage of the first hit into an element; without a hit, the first words. */
function quote(element, text, found) {
  const [begin, end] = found[0] ?? [0, 0];
  const room = WIDE.test(text) ? 80 : 160;
  let from = Math.max(begin - room / 4, 0);
  let to = end + room;
  if (from) from += text.slice(from, begin).search(/[\s、。]/) + 1;
  if (to < text.length) to = end + (text.slice(end, to).match(/.*(?=[\s、。])/s)?.[0].length ?? room);
  if (from) element.append("… ");
  write(element, text, found, from, to);
  if (to < text.length) element.append(" …");
}

function item({ address, name, text }, words) {
  const copy = template.content.cloneNode(true);
  const [link, passage] = copy.querySelectorAll("a, p");
  link.href = address;
  write(link, name, hits(name, words));
  quote(passage, text, hits(text, words));
  return copy;
}

/* Show what is found by the query in the box, and put it into the address. */
async function search() {
  const query = box.value.trim();
  if (query === shown) return;
  shown = query;
  const asked = query && `?${new URLSearchParams({ q: query })}`;
  history.replaceState(null, "", location.pathname + asked);
  const words = [...new Set(fold(query).split(/\s+/))].filter(Boolean);
  const all = await sections;
  if (query !== shown) return; // another has begun
  const fits = (all ?? []).map((one) => [rank(one, words), one]).filter(([fit]) => fit);
  const found = fits.sort((a, b) => b[0] - a[0]).map(([, one]) => one);
  const told = !all ? "failed" : found.length > MOST ? "most" : found.length ? "found" : "none";
  const put = { "{query}": query, "{n}": found.length, "{shown}": MOST };
  status.textContent = query && place.dataset[told].replace(/\{\w+\}/g, (name) => put[name]);
  list.replaceChildren(...found.slice(0, MOST).map((one) => item(one, words)));
}

/* Not amid a word, as an input method composes it. */
function soon(event) {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(search, event.key ? 0 : 150);
}

box.addEventListener("input", soon);
box.addEventListener("compositionend", soon);
box.addEventListener("keydown", (event) => event.key === "Enter" && soon(event));

const sections = load().catch(() => null); // told by search
box.disabled = false;
box.value = new URLSearchParams(location.search).get("q") ?? "";
if (box.value) search();
else box.focus();
