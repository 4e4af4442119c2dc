// Reads the tables that the desk hands out, independently of the code that wrote them.
import { inflateRawSync } from 'node:zlib';

/** The rows of a CSV file of RFC 4180 with a byte order mark; throws where it breaks these rules. */
export function readCSV(bytes) {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  if (text[0] !== '\ufeff') throw new Error('no byte order mark');
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  cell.lastIndex = 1;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex, m = cell.exec(text);
    if (!m) throw new Error(`not CSV from ${at}: ${text.slice(at, at + 60)}`);
    rows.at(-1).push(m[1] === undefined ? m[2] : m[1].replace(/""/g, '"'));
    if (m[3] !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

/** The files of a zip archive, by name. */
function unzip(bytes) {
  const files = new Map();
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06')) + 16);
  for (; bytes.readUInt32LE(at) === 0x02014b50;) {
    const [size, nameSize, extra, comment] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
    const local = bytes.readUInt32LE(at + 42), name = bytes.toString('utf8', at + 46, at + 46 + nameSize);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, from + size);
    files.set(name, bytes.readUInt16LE(at + 10) ? inflateRawSync(data) : data);
    at += 46 + nameSize + extra + comment;
  }
  return files;
}

const plain = xml => xml.replace(/<[^>]*>/g, '').replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n))
  .replace(/&#x([0-9a-f]+);/gi, (_, n) => String.fromCodePoint(parseInt(n, 16)))
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');

/** The rows of the first sheet of a workbook, as texts. */
export function readSheet(bytes) {
  const files = unzip(bytes), shared = files.get('xl/sharedStrings.xml')?.toString() ?? '';
  const strings = [...shared.matchAll(/<si>(.*?)<\/si>/gs)].map(m => plain(m[1]));
  return [...files.get('xl/worksheets/sheet1.xml').toString().matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(row => {
    const cells = [];
    for (const [, letters, attributes, body] of row[1].matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const column = [...letters].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0) - 1;
      const value = plain(body ?? '');
      cells[column] = / t="s"/.test(attributes) ? strings[value] : value;
    }
    return Array.from(cells, c => c ?? '');
  });
}
