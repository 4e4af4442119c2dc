// Takes the tables away as the staff do, and reads them back.
import assert from 'node:assert/strict';
import { readCSV, readSheet } from './table.js';
import { word } from './words.js';

/** Follows a link that hands out a file. */
export async function download(who, selector) {
  const waiting = who.page.waitForEvent('download');
  await who.page.locator(selector).first().click();
  const file = await waiting, pieces = [];
  for await (const piece of await file.createReadStream()) pieces.push(piece);
  return { name: file.suggestedFilename(), bytes: Buffer.concat(pieces) };
}

/** Downloads a list as CSV and as a workbook, and checks that both hold one row for each of the texts. */
export async function takeAway(who, path, list, texts) {
  await who.goto(path);
  const csv = await download(who, `a[href*="${list}.csv"]`), sheet = await download(who, `a[href*="${list}.xlsx"]`);
  assert.ok(csv.name.endsWith('.csv') && sheet.name.endsWith('.xlsx') && csv.name.startsWith(word(who.lang, `export.file_${list}`)), csv.name);
  const rows = readCSV(csv.bytes), cells = readSheet(sheet.bytes);
  for (const table of [rows, cells]) {
    assert.equal(table.length, texts.length + 1, `${list}: a heading and a row each`);
    assert.ok(table[0].includes(word(who.lang, 'export.id')), `${list} heads: ${table[0]}`);
    for (const text of texts) assert.equal(table.filter(row => row.includes(text)).length, 1, `${list}: one row with ${text}`);
  }
  return rows;
}
