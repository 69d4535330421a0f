// Opening and sealing in the worker's browser, exactly as bot/handoff does it in Python:
// envelope.py (sealed boxes, padded), codes.py (what a code leads to), key_file.py (the organisation's key).

const sodium = globalThis.sodium;
const LENGTH_BYTES = 2;
const MOST_OPERATIONS = 10;
const MOST_MEMORY = 1024 * 1024 * 1024;

export const ready = sodium.ready;

export const fromBase64 = (text) => sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
export const toBase64 = (bytes) => sodium.to_base64(bytes, sodium.base64_variants.ORIGINAL);

const argon2id = (length, text, salt, operations, memory) => sodium.crypto_pwhash(
  length, text, salt, operations, memory, sodium.crypto_pwhash_ALG_ARGON2ID13);

/** The key pair in a key file. Throws an Error whose message is for the worker. */
export function openKeyFile(text, passphrase, kind) {
  let file, salt, box;
  try {
    file = JSON.parse(text);
    salt = fromBase64(file.salt);
    box = fromBase64(file.box);
  } catch {
    throw new Error('This is not a key file made by: waymark handoff keygen');
  }
  const sane = file.kind === kind && salt.length === sodium.crypto_pwhash_SALTBYTES
    && Number.isInteger(file.operations) && file.operations >= 1 && file.operations <= MOST_OPERATIONS
    && Number.isInteger(file.memory) && file.memory >= sodium.crypto_pwhash_MEMLIMIT_MIN && file.memory <= MOST_MEMORY;
  if (!sane) throw new Error('This is not a key file made by: waymark handoff keygen');
  const key = argon2id(sodium.crypto_secretbox_KEYBYTES, passphrase, salt, file.operations, file.memory);
  const nonce = sodium.crypto_secretbox_NONCEBYTES;
  try {
    const privateKey = sodium.crypto_secretbox_open_easy(box.subarray(nonce), box.subarray(0, nonce), key);
    return { publicKey: sodium.crypto_scalarmult_base(privateKey), privateKey };
  } catch {
    throw new Error('The passphrase does not open this key file.');
  } finally {
    sodium.memzero(key);
  }
}

/** The digits of a code, whatever script and spacing they were typed in; null if there are not as many, or letters. */
export function readCode(text, digits) {
  let code = '';
  for (const sign of text.slice(0, 200).normalize('NFKC')) {
    if (/\p{Nd}/u.test(sign)) code += digitOf(sign);
    else if (/\p{L}/u.test(sign)) return null;
  }
  return code.length === digits ? code : null;
}

/** Decimal digits of every script stand in ten places after each other, zero first. */
function digitOf(sign) {
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(sign.codePointAt(0) - value - 1))) value += 1;
  return String(value);
}

/** Where the slip of a code is, and the key pair of the person who has the code. */
export function keysOfCode(code, salt, { operations, memory, locatorBytes, seedBytes }) {
  const derived = argon2id(locatorBytes + seedBytes, code, salt, operations, memory);
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(derived.subarray(locatorBytes));
  const locator = sodium.to_hex(derived.subarray(0, locatorBytes));
  sodium.memzero(derived);
  return { locator, publicKey, privateKey };
}

/** size + 48 bytes that only the reader opens. Throws a RangeError if the value does not fit. */
export function seal(value, publicKey, size) {
  const body = new TextEncoder().encode(JSON.stringify(value));
  if (body.length + LENGTH_BYTES > size) throw new RangeError('too long');
  const inside = new Uint8Array(size);
  new DataView(inside.buffer).setUint16(0, body.length);
  inside.set(body, LENGTH_BYTES);
  return sodium.crypto_box_seal(inside, publicKey);
}

/** What was sealed for one of the pairs; null if it was for nobody of them, was changed, or is malformed. */
export function unseal(bytes, pairs) {
  for (const { publicKey, privateKey } of pairs) {
    try {
      const inside = sodium.crypto_box_seal_open(bytes, publicKey, privateKey);
      const length = new DataView(inside.buffer, inside.byteOffset).getUint16(0);
      const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inside.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
      return value && typeof value === 'object' && !Array.isArray(value) ? value : null;
    } catch {
      // It was for another key.
    }
  }
  return null;
}

export const same = (one, other) => one.length === other.length && sodium.memcmp(one, other);

export function forget(pairs) {
  for (const { privateKey } of pairs) sodium.memzero(privateKey);
}
