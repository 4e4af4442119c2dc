// Reads a letter as a mail program does: RFC 5322, MIME (RFC 2045 to 2047).

/** Bytes are given and kept as a latin1 string until their character set is known. */
export function readLetter(raw) {
  const parts = [];
  const header = collect(raw, parts);
  const text = type => parts.find(p => p.type === type)?.text ?? '';
  return { header, subject: words(header.get('subject') || ''), from: words(header.get('from') || ''),
    text: text('text/plain'), html: text('text/html'), calendar: text('text/calendar'), parts, raw };
}

/** The first link of a letter that the pattern finds. */
export function link(letter, pattern) {
  const found = letter.text.match(/https?:\/\/\S+/g)?.find(l => pattern.test(l));
  if (!found) throw new Error(`no link like ${pattern} in:\n${letter.text}`);
  return found;
}

function collect(raw, parts) {
  const gap = raw.indexOf('\r\n\r\n');
  const header = new Map(), body = raw.slice(gap + 4);
  for (const line of raw.slice(0, gap).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    header.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const kind = header.get('content-type') || 'text/plain', type = kind.split(';')[0].trim().toLowerCase();
  const boundary = /boundary="?([^";]+)"?/i.exec(kind)?.[1];
  if (type.startsWith('multipart/')) {
    const pieces = ('\r\n' + body).split('\r\n--' + boundary);
    if (!pieces.at(-1).startsWith('--')) throw new Error(`the ${type} is not closed`);
    for (const piece of pieces.slice(1, -1)) collect(piece.replace(/^[ \t]*\r\n/, ''), parts);
  } else {
    const bytes = decode(body, (header.get('content-transfer-encoding') || '').toLowerCase());
    parts.push({ type, header, text: new TextDecoder('utf-8', { fatal: type.startsWith('text/') }).decode(bytes) });
  }
  return header;
}

function decode(body, encoding) {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding === 'quoted-printable') body = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16)));
  return Buffer.from(body, 'latin1');
}

/** Encoded words; the blank between two of them is not part of the text. */
function words(value) {
  return Buffer.from(value, 'latin1').toString().replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, way, data) => (/b/i.test(way) ? Buffer.from(data, 'base64') : decode(data.replace(/_/g, ' '), 'quoted-printable')).toString());
}
