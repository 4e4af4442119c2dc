// What somebody who takes part does in a browser, with and without script.
import assert from 'node:assert/strict';
import { click, look, tick } from './browser.js';
import { press } from './desk.js';
import { link } from './letter.js';
import { word } from './words.js';

/** The paths of the personal pages that a letter links to; join is empty where somebody has no place yet. */
export function ways(letter) {
  const path = pattern => new URL(link(letter, pattern)).pathname;
  return { my: path(/\/my\/[\w-]+$/), join: letter.text.includes('/join/') ? path(/\/join\/[\w-]+$/) : '' };
}

/** Gives a form that was just opened the time that people take: one that comes back at once asks for proof of the address. */
export const ripen = (page, opened) => page.waitForTimeout(Math.max(0, 2100 - (Date.now() - opened)));

/** Registers on the event page. Returns when the answer is on the screen. */
export async function register(who, event, { name, email }) {
  const { page } = who;
  await who.goto(event.page);
  const opened = Date.now();
  await page.fill('#name', name);
  await page.fill('#email', email);
  await tick(who, page.locator('#consent'));
  await ripen(page, opened);
  await click(who, page.locator('#register form button.pri'));
  await page.waitForURL('**/registered');
}

/** What the structured data of the event page says. */
export async function structured(who) {
  return JSON.parse(await who.page.locator('script[type="application/ld+json"]').textContent());
}

/** Checks the event page against the real programme. */
export async function eventPage(who, event, { title, hosts }) {
  const { page, lang } = who;
  await who.goto(event.page);
  await look(who, 'event', { dark: true });
  assert.equal((await page.locator('h1').innerText()).trim(), title[lang]);
  assert.equal(await page.locator('.agenda > li').count(), 11, 'items');
  assert.equal(await page.locator('article.spk').count(), 9, 'people');
  for (const host of hosts) assert.ok(await page.locator('section', { has: page.locator('#host-h') }).getByText(host[lang]).count(), host[lang]);
  const data = await structured(who);
  assert.equal(data['@type'], 'Event');
  assert.equal(data.organizer.length, hosts.length);
  assert.match(data.startDate, /T16:00:00\+09:00$/);
  assert.match(data.endDate, /T18:30:00\+09:00$/);
  const calendar = await page.request.get(event.page + '/event.ics');
  assert.match(calendar.headers()['content-type'], /^text\/calendar/);
  assert.match(await calendar.text(), /BEGIN:VEVENT[^]*END:VEVENT/);
}

/** Checks the letter that confirms a registration, and the invitation in it. */
export function confirmation(letter, { lang, name, title }) {
  assert.match(letter.subject, lang === 'ja' ? /^【申込完了】/ : /^You’re registered/);
  assert.ok(letter.text.includes(name) && letter.text.includes(title[lang]), letter.text);
  assert.ok(letter.html.includes(`lang="${lang}"`));
  const calendar = letter.calendar.replace(/\r\n /g, '');
  for (const line of ['METHOD:REQUEST', 'TZID:Asia/Tokyo', 'SEQUENCE:0', 'BEGIN:VTIMEZONE']) assert.ok(calendar.includes(line), `${line} in\n${calendar}`);
  assert.match(calendar, /DTSTART;TZID=Asia\/Tokyo:\d{8}T160000/);
}

/** Takes the registration back. */
export async function cancel(who, my) {
  await who.goto(my);
  await click(who, who.page.getByRole('link', { name: word(who.lang, 'my.cancel') }));
  await who.page.waitForURL('**/cancel');
  await look(who, 'my-cancel');
  await press(who, 'my.cancel_do');
  await who.page.getByRole('heading', { name: word(who.lang, 'my.withdrawn.head') }).waitFor();
}
