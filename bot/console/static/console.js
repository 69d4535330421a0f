// The page of slips. Keys, codes and slips live in variables of this page only; what is sent is sealed, or a locator.
import * as sealed from './sealed.js';

const IDLE_MILLISECONDS = 15 * 60 * 1000;
const SIGN_IN = '/console/sign-in';
const NOT_THERE = 'There is no note here. The code is wrong, or the note was destroyed, closed, has expired, or is for another organisation.';
const HOURS = { timeZone: 'Europe/London', weekday: 'long', day: 'numeric', month: 'long' };

const facts = JSON.parse(document.getElementById('facts').textContent);
const part = (id) => document.getElementById(id);

/** Key pairs of the organisation: the present one, and older ones for slips that were sealed before a change. */
let pairs = [];
/** What is on the screen: { locator, replyKey } */
let shown = null;
let idle = 0;
let lastUsed = Date.now();

const languages = new Intl.DisplayNames(['en-GB'], { type: 'language' });

function languageName(code) {
  try {
    return languages.of(code);
  } catch {
    return 'a language we do not know';
  }
}

function dayName(day) {
  const date = new Date(`${day}T12:00:00Z`);
  return Number.isNaN(date.getTime()) ? 'a day we do not know' : date.toLocaleDateString('en-GB', HOURS);
}

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function say(text) {
  part('alert').hidden = true;
  part('status').textContent = text;
}

function warn(text) {
  part('status').textContent = '';
  part('alert').textContent = text;
  part('alert').hidden = false;
}

/** Ask the server. The answer as JSON, or null if there is no such slip. Throws an Error whose message can be shown. */
async function ask(what, value = {}) {
  let response;
  try {
    response = await fetch(facts.api + what, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [facts.tokenHeader]: facts.token },
      body: JSON.stringify(value),
    });
  } catch {
    throw new Error('There is no connection. Try again.');
  }
  if (response.status === 401) {
    leave();
    throw new Error('You are signed out.');
  }
  if (response.status === 404) return null;
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message || 'Something went wrong. Try again.');
  return answer;
}

/** Run what a button does: one thing at a time, in the order of pressing; what goes wrong is said. A second press is no second wish. */
const pressed = new Set();
let last = Promise.resolve();
function work(button, task) {
  if (pressed.has(button)) return last;
  pressed.add(button);
  button.setAttribute('aria-disabled', 'true');
  last = last.then(task).catch((error) => warn(error.message)).finally(() => {
    pressed.delete(button);
    button.removeAttribute('aria-disabled');
  });
  return last;
}

const onSubmit = (id, task) => part(id).addEventListener('submit', (event) => {
  event.preventDefault();
  work(event.submitter || part(id).querySelector('button'), task);
});
const onClick = (id, task) => part(id).addEventListener('click', () => work(part(id), task));

/** Let the page be drawn before a second of computing. */
const drawn = () => new Promise((resolve) => { setTimeout(resolve, 30); });

// The key

async function loadKey() {
  const [file] = part('file').files;
  const passphrase = part('key-passphrase').value;
  part('key-passphrase').value = '';
  if (!file || file.size > 10_000) throw new Error('This is not a key file made by: waymark handoff keygen');
  say('Opening the key. This takes some seconds.');
  await drawn();
  const pair = sealed.openKeyFile(await file.text(), passphrase, facts.keyKind);
  pairs = [...pairs.filter((other) => !sealed.same(other.publicKey, pair.publicKey)), pair];
  part('load').reset();
  const present = pairs.some((one) => sealed.same(one.publicKey, sealed.fromBase64(facts.publicKey)));
  part('key-state').textContent = present
    ? 'The key is loaded.'
    : 'This is not the key that notes are sealed with now. It opens only older notes. Load the present key too.';
  part('loading').open = !present;
  say('The key is loaded.');
  await refresh();
}

function needKey() {
  if (!pairs.length) throw new Error('Load your organisation\'s key first.');
}

// The list

async function refresh() {
  const { slips } = await ask('waiting');
  const count = slips.length === 1 ? '1 note waits.' : `${slips.length} notes wait.`;
  part('count').textContent = pairs.length || !slips.length ? count : `${count} Load the key to see their days and languages.`;
  part('waiting').replaceChildren(...(pairs.length ? byDay(slips) : []));
}

function byDay(slips) {
  const read = slips.map((slip) => ({ ...slip, ...sealed.unseal(sealed.fromBase64(slip.label), pairs) }));
  const elements = [];
  const days = [...new Set(read.map((slip) => String(slip.day ?? '')))].sort();
  for (const day of days) {
    elements.push(make('h3', day ? dayName(day) : 'Sealed for another key: load the older key file'));
    const list = make('ul');
    const ofDay = read.filter((slip) => String(slip.day ?? '') === day)
      .sort((one, other) => languageName(one.language).localeCompare(languageName(other.language)));
    for (const slip of day ? ofDay : []) list.append(entry(slip));
    if (!day) list.append(make('li', String(ofDay.length)));
    elements.push(list);
  }
  return elements;
}

function entry(slip) {
  const answered = slip.answered ? ', she has answered' : '';
  const item = make('li', `${languageName(slip.language)}, until ${dayName(slip.until)}${answered} `);
  const button = make('button', 'Open', { type: 'button' });
  button.setAttribute('aria-label', `Open: ${languageName(slip.language)}, ${dayName(slip.day)}${answered}`);
  button.addEventListener('click', () => work(button, () => open(slip.locator)));
  item.append(button);
  return item;
}

// A slip

async function openByCode() {
  needKey();
  const code = sealed.readCode(part('code').value, facts.code.digits);
  if (!code) throw new Error(`A code has ${facts.code.digits} digits and no letters. Ask her to say it again.`);
  say('Looking.');
  await drawn();
  const person = sealed.keysOfCode(code, sealed.fromBase64(facts.salt), facts.code);
  part('by-code').reset();
  try {
    await open(person.locator, person);
  } finally {
    sealed.forget([person]);
  }
}

/** person: the key pair that the code gives, if it was told. */
async function open(locator, person = null) {
  needKey();
  putAway();
  const opened = await ask('open', { locator });
  if (!opened) throw new Error(NOT_THERE);
  const replyKey = sealed.fromBase64(opened.replyKey);
  if (person && !sealed.same(replyKey, person.publicKey)) {
    throw new Error('This note does not fit its code. Somebody may have changed it. Tell whoever runs the service.');
  }
  const readers = opened.addressed ? pairs : person ? [person] : [];
  const slip = opened.body ? sealed.unseal(sealed.fromBase64(opened.body), readers) : {};
  if (!slip) throw new Error('This note is sealed for another key. Load the older key file, then open it again.');
  const answers = opened.notes.map((note) => sealed.unseal(sealed.fromBase64(note), readers)).filter(Boolean);
  shown = { locator, replyKey };
  show(slip, answers);
  say('The note is open.');
  if (slip.burn === true) await burn(locator);
}

/** She wished that the slip is removed as soon as it has been read. */
async function burn(locator) {
  part('burnt').hidden = false;
  part('burnt').textContent = 'She wished that this note is read once. It is being removed.';
  await ask('empty', { locator, closed: false });
  part('burnt').textContent = 'She wished that this note is read once. It has been removed, and stays on this screen until you put it away.';
  await refresh();
}

function show(slip, answers) {
  const language = typeof slip.language === 'string' ? slip.language : '';
  const title = slip.day ? `Note of ${dayName(slip.day)}` : 'The note was read and removed, as she wished';
  part('slip-title').textContent = language ? `${title}: ${languageName(language)}` : title;
  part('burnt').hidden = true;
  part('safety').replaceChildren(...sentencesOf('What keeps her safe', [
    ...codesOf(slip, 'limits', 'limit'), ...codesOf(slip, 'days', 'days'), ...codesOf(slip, 'hours', 'hours'),
  ], 'safety'));
  part('contents').replaceChildren(
    ...sentencesOf('What she says', [
      ...codesOf(slip, 'needs', 'need'), ...codesOf(slip, 'nation', 'nation'), ...codesOf(slip, 'visa', 'visa'),
      ...(slip.interpreter === true ? ['interpreter'] : []),
    ]),
    ...ownWords('In her own words', slip.line, language));
  part('answers').replaceChildren(...answers.flatMap(
    (answer) => ownWords(`She answered on ${dayName(answer.day)}`, answer.text, language)));
  part('her-language').textContent = !language || language === 'en'
    ? 'Write in English, or in her language if you can.'
    : `Write in English or, if you can, in ${languageName(language)}.`;
  part('slip').hidden = false;
  part('slip').focus();
}

/** The sentences' names of one choice or several. */
function codesOf(slip, field, kind) {
  const values = Array.isArray(slip[field]) ? slip[field] : slip[field] ? [slip[field]] : [];
  return values.map((value) => `${kind}.${value}`);
}

function sentencesOf(title, names, look = '') {
  const known = names.filter((name) => Object.hasOwn(facts.sentences, name));
  if (!known.length) return [];
  const list = make('ul', undefined, look ? { class: look } : {});
  list.append(...known.map((name) => make('li', facts.sentences[name])));
  return [make('h3', title), list];
}

function ownWords(title, text, language) {
  if (typeof text !== 'string' || !text) return [];
  const name = language ? ` (${languageName(language)})` : '';
  return [make('h3', title + name), make('blockquote', text, { dir: 'auto', ...(language ? { lang: language } : {}) })];
}

function putAway() {
  shown = null;
  part('slip').hidden = true;
  part('sure').hidden = true;
  part('reply').reset();
  for (const id of ['safety', 'contents', 'answers']) part(id).replaceChildren();
  part('slip-title').textContent = 'Note';
}

async function reply() {
  const text = part('answer').value.replace(/[^\P{C}\n\u200c\u200d]/gu, ' ').trim();
  if (!text || !shown) throw new Error('There is no answer yet.');
  if ([...text].length > facts.mostLetters) throw new Error(`An answer has at most ${facts.mostLetters} letters.`);
  const note = { kind: 'answer', day: today(), text };
  const done = await ask('reply', {
    locator: shown.locator,
    sealed: sealed.toBase64(sealed.seal(note, shown.replyKey, facts.noteBytes)),
  });
  if (!done) throw new Error('The answer was not left. She has destroyed the note, it has expired, or it has too many answers.');
  part('reply').reset();
  say('The answer is left for her. She reads it with her code.');
}

async function close() {
  const done = shown && await ask('empty', { locator: shown.locator, closed: true });
  putAway();
  if (!done) throw new Error(NOT_THERE);
  say('Closed.');
  await refresh();
}

// Leaving

function forgetAll() {
  sealed.forget(pairs);
  pairs = [];
  putAway();
  part('load').reset();
  part('loading').open = true;
  part('by-code').reset();
  part('waiting').replaceChildren();
}

function leave() {
  forgetAll();
  location.replace(SIGN_IN);
}

/** A laptop that slept counted no time: look at the clock too. */
function stayAwake() {
  if (Date.now() - lastUsed > IDLE_MILLISECONDS) {
    leave();
    return;
  }
  lastUsed = Date.now();
  clearTimeout(idle);
  idle = setTimeout(leave, IDLE_MILLISECONDS);
}

for (const name of ['pointerdown', 'keydown']) addEventListener(name, stayAwake);
document.addEventListener('visibilitychange', () => { if (Date.now() - lastUsed > IDLE_MILLISECONDS) leave(); });
addEventListener('pagehide', forgetAll);
addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });

await sealed.ready;
onSubmit('load', loadKey);
onSubmit('by-code', openByCode);
onSubmit('reply', reply);
onClick('refresh', refresh);
onClick('away', async () => putAway());
onClick('close', async () => { part('sure').hidden = false; part('close-sure').focus(); });
onClick('close-not', async () => { part('sure').hidden = true; part('close').focus(); });
onClick('close-sure', close);
part('unready').hidden = true;
part('desk').hidden = false;
stayAwake();
await work(part('refresh'), refresh);
document.documentElement.classList.add('ready');
