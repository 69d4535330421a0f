/* Makes the page smoother. Everything it does can be done without it, by plain forms and links.
   It stores nothing, asks nobody but our own server, and never writes markup: text goes in as text. */

const root = document.documentElement;
const body = document.body;
const language = root.lang;
const byId = (id) => document.getElementById(id);

root.classList.add('scripts');

/* An answer to a form is an entry that asks to send the form again when it is reloaded. Make it an ordinary one. */
history.replaceState(null, '', location.pathname + location.search);


/* Leaving. */

function empty(element) {
  while (element.firstChild) element.removeChild(element.firstChild);
}

/** Nothing of the conversation stays in memory that the browser may keep for the Back button. */
function wipe() {
  for (const form of document.forms) {
    for (const field of form.elements) if (field.name !== 'choice') field.value = '';
    form.reset();
    for (const field of form.elements) if (field.name !== 'choice') field.value = '';
  }
  empty(body);
}

function leave() {
  root.classList.add('gone');
  wipe();
  /* Inside another site's frame the whole page leaves, not the frame alone. */
  (window.top === window ? location : window.top.location).replace(body.dataset.neutral);
}

const ESCAPE_SECONDS = 2;
let escapeTimer = 0;

function escapePressed() {
  if (escapeTimer) return leave();
  const again = byId('again');
  again.textContent = body.dataset.again;
  if (body.dataset.againLang) again.lang = body.dataset.againLang;
  escapeTimer = setTimeout(() => {
    escapeTimer = 0;
    again.textContent = '';
  }, ESCAPE_SECONDS * 1000);
}

byId('leave').addEventListener('click', (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.repeat && !event.isComposing) escapePressed();
});
addEventListener('pagehide', wipe);
addEventListener('pageshow', (event) => {
  if (event.persisted) location.replace(body.dataset.start);
});

/* The list of languages and the pages to read replace each other: one page less to go back through. */
if (!byId('chat')) {
  for (const link of document.querySelectorAll('main a[href^="/"], footer a[href^="/"]')) {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      location.replace(link.href);
    });
  }
}


/* Blocks: the same elements as templates/_blocks.html. */

const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|ks|prs|ps|sd|syr|ug|ur|yi)\b/;

/** An element with attributes (those without a value are left out) and children (texts or elements). */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    if (attributes[name]) element.setAttribute(name, attributes[name]);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** lang and dir for a text in another language than the page. */
function inLanguage(code) {
  if (!code || code === language) return {};
  return { lang: code, dir: RIGHT_TO_LEFT.test(code) ? 'rtl' : 'ltr' };
}

const safeLink = (url) => (/^(https?|tel|sms):/i.test(url || '') ? url : null);
const shownAddress = (url) => url.replace(/^[^:]*:\/\//, '').replace(/^www\./, '').replace(/\/+$/, '');

function outside(url, title) {
  if (!safeLink(url)) return title;
  return make('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, title);
}

/** One of the page's own texts; marked as English if it has no translation. */
function words(name) {
  const code = texts[name + 'Lang'];
  return code ? make('span', inLanguage(code), texts[name]) : texts[name];
}

const newTab = () => make('span', { class: 'quiet' }, ' ', words('tab'));
const small = (text) => text && make('p', { class: 'small' }, text);

/** A text in which the emergency number, or the Samaritans', can be tapped: the first one only. */
function withCalls(text) {
  const found = /\b(999|116 123)\b/.exec(text);
  if (!found) return [text];
  const [number] = found;
  const link = make('a', { class: 'call', href: 'tel:' + number.replace(' ', ''), dir: 'ltr' }, number);
  return [text.slice(0, found.index), link, text.slice(found.index + number.length)];
}

function sourceItem(source) {
  return make('li', {},
    make('bdi', inLanguage('en'), source.publisher + ': ', outside(source.url, source.title)),
    source.date && ' ', source.date && make('span', {}, source.date),
    safeLink(source.url) && newTab());
}

function phoneItem(phone) {
  const words = [make('span', {}, phone.label), ' ', make('bdi', { dir: 'ltr' }, phone.display)];
  const line = safeLink(phone.uri) ? [make('a', { class: 'phone', href: phone.uri }, ...words)] : words;
  return make('li', {}, ...line, small(phone.opening), small(phone.note));
}

const BUILDERS = {
  heading: (block) => make('h3', inLanguage(block.lang), block.text),
  text: (block) => make('p', Object.assign({ class: block.tone }, inLanguage(block.lang)), ...withCalls(block.text)),
  facts: (block) => make('dl', { class: 'facts' },
    ...block.rows.map((row) => make('div', {}, make('dt', {}, row.label), make('dd', {}, row.value)))),
  sources: (block) => make('div', { class: 'sources' },
    make('p', {}, make('span', { class: 'certainty' }, block.certainty), ' ', make('span', {}, block.checked)),
    block.items && make('details', {},
      make('summary', {}, block.label), make('ul', {}, ...block.items.map(sourceItem)))),
  card: (block) => make('div', { class: 'card' }, ...block.lines.map((line) => make('div', { class: 'line' },
    make('p', inLanguage('en'), line.english),
    line.own && make('p', Object.assign({ class: 'own' }, inLanguage(block.lang)), line.own)))),
  picture: (block) => make('img', { src: block.src, alt: block.alt }),
  organisation: (block) => make('div', { class: 'organisation' },
    make('h3', {}, make('bdi', inLanguage('en'), block.name)),
    make('p', {}, block.what),
    block.phones && make('ul', { class: 'phones' }, ...block.phones.map(phoneItem)),
    block.safety_note && make('p', { class: 'caution' }, block.safety_note),
    safeLink(block.url) && make('p', {},
      make('bdi', { dir: 'ltr' }, outside(block.url, shownAddress(block.url))), newTab()),
    small(block.languages), small(block.nations), small(block.confidentiality), small(block.checked)),
};

function buildAnswer(blocks) {
  const parts = blocks.filter((block) => BUILDERS[block.type]).map((block) => BUILDERS[block.type](block));
  return make('div', { class: 'turn answer' }, make('h2', { class: 'quiet' }, words('answer')), ...parts);
}

function buildYours(text) {
  return make('div', { class: 'turn you' }, make('h2', { class: 'quiet' }, words('you')), make('p', { dir: 'auto' }, text));
}

function buildChoices(blocks) {
  const items = [].concat(...blocks.filter((block) => block.type === 'choices').map((block) => block.items || []));
  return items.map((item) => make('button', Object.assign({
    name: 'choice',
    value: item.payload,
    formaction: item.payload === '/slip' && '/' + language + '/slip' + location.search, // it has pages of its own
  }, inLanguage(item.lang)), item.title));
}


/* The conversation. */

const TIMEOUT_SECONDS = 45;
const NOTE = /\/slip(\?|$)/;
const chat = byId('chat');
const texts = chat ? chat.dataset : {};

class Conversation {
  constructor() {
    this.log = byId('log');
    this.choices = byId('choices');
    this.choose = byId('choose');
    this.talk = byId('talk');
    this.box = byId('message');
    this.status = byId('status');
    this.alert = byId('alert');
    this.request = null;
  }

  listen() {
    if (this.talk) this.listenToWords();
    document.addEventListener('click', (event) => {
      const button = event.target.closest && event.target.closest('button[name="choice"]');
      if (!button || button.value === '/show') return; // switching the language is an ordinary form
      if (NOTE.test(button.getAttribute('formaction'))) return; // so is going to the help note, which has pages of its own
      event.preventDefault();
      this.press(button);
    });
    addEventListener('pagehide', () => this.stop());
  }

  /** In a language that is offered as buttons only there is nothing to write in. */
  listenToWords() {
    this.talk.addEventListener('submit', (event) => {
      event.preventDefault();
      this.sayText();
    });
    this.box.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.sayText();
    });
  }

  get state() {
    return this.choose.elements.state.value;
  }

  set state(value) {
    this.choose.elements.state.value = value;
    if (this.talk) this.talk.elements.state.value = value;
  }

  sayText() {
    const text = this.box.value.trim();
    this.box.focus();
    if (!text || this.request) return;
    this.box.value = '';
    this.ask({ message: text }, this.add(buildYours(text)));
  }

  press(button) {
    if (button.value === '/forget_me') return this.clear();
    if (this.request && button.value !== '/emergency') return; // danger does not wait for another answer
    this.ask({ choice: button.value }, this.add(buildYours(button.textContent)));
  }

  clear() {
    empty(this.log);
    empty(this.choices);
    if (this.box) this.box.value = '';
    this.state = '';
    this.ask({ choice: '/forget_me' }, null);
  }

  add(turn) {
    this.log.append(turn);
    turn.scrollIntoView({ block: 'nearest' });
    return turn;
  }

  /** Sends one message; `yours` is her own words on the page, taken back if they cannot be sent. */
  async ask(fields, yours) {
    this.stop();
    const request = new AbortController();
    this.request = request;
    this.wait(true);
    const timer = setTimeout(() => request.abort(), TIMEOUT_SECONDS * 1000);
    let status = 0;
    let reply = null;
    try {
      const response = await fetch('/api/messages', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(Object.assign({ language, state: this.state }, fields)),
        cache: 'no-store',
        credentials: 'same-origin',
        signal: request.signal,
      });
      status = response.status;
      if (response.ok) reply = await response.json();
    } catch (error) {
      status = 0;
    }
    clearTimeout(timer);
    if (this.request !== request) return; // she went on to something else
    this.request = null;
    this.wait(false);
    if (reply) this.show(reply);
    else this.fail(status, fields, yours);
  }

  stop() {
    const request = this.request;
    this.request = null;
    if (request) request.abort();
  }

  wait(waiting) {
    empty(this.alert);
    empty(this.status);
    if (waiting) this.status.append(words('writing'));
    root.classList.toggle('waiting', waiting);
    for (const button of document.querySelectorAll('#choices button, #talk button')) {
      if (waiting) button.setAttribute('aria-disabled', 'true'); // not `disabled`: that would take the focus away
      else button.removeAttribute('aria-disabled');
    }
  }

  show(reply) {
    this.state = reply.state;
    if (reply.language !== language) return this.continueIn(reply.language);
    const atEnd = this.log.getBoundingClientRect().bottom <= innerHeight + 8;
    const answer = buildAnswer(reply.replies);
    this.log.append(answer);
    const hadFocus = this.choices.contains(document.activeElement) || document.activeElement === body;
    empty(this.choices);
    this.choices.append(...buildChoices(reply.replies));
    if (hadFocus) this.keepFocus();
    if (atEnd) answer.scrollIntoView({ block: 'start' });
  }

  /** The pressed button is gone; the focus stays where it was on the page, without calling up a screen keyboard. */
  keepFocus() {
    if (this.choices.firstChild) this.choices.focus({ preventScroll: true });
    else if (this.box && !matchMedia('(pointer: coarse)').matches) this.box.focus({ preventScroll: true });
  }

  /** The server answers in another language than this page: go on there. */
  continueIn(other) {
    if (!/^[A-Za-z0-9-]+$/.test(other)) return;
    this.choose.action = '/' + other + location.search;
    this.choose.append(make('input', { type: 'hidden', name: 'choice', value: '/show' }));
    this.choose.submit();
  }

  fail(status, fields, yours) {
    if (status === 413 && yours) {
      this.log.removeChild(yours);
      if (this.box && !this.box.value) this.box.value = fields.message || '';
    }
    this.alert.append(
      make('p', {}, words({ 0: 'lost', 413: 'long', 503: 'busy' }[status] || 'failed')),
      make('p', inLanguage(texts.callLang), ...withCalls(texts.call)));
    if (status === 413) return;
    const retry = make('button', { type: 'button' }, words('retry'));
    retry.addEventListener('click', () => {
      if (this.box) this.box.focus();
      this.ask(fields, yours);
    });
    this.alert.append(retry);
  }
}

if (chat) new Conversation().listen();
