// What the staff do in a browser. Each act begins where the one before it left off, and works with and without script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { click, look, tick } from './browser.js';
import { count, word } from './words.js';

const programme = lang => readFileSync(new URL(`../models/testdata/tsunagaru.programme.${lang}.txt`, import.meta.url), 'utf8');
export const title = { ja: 'つながる社会的連帯経済', en: 'TSUNAGARU by the Social and Solidarity Economy' };
export const hosts = [{ ja: 'ILO駐日事務所', en: 'ILO Office for Japan' }, { ja: '日本協同組合連携機構', en: 'Japan Cooperative Alliance' }];
export const owner = { name: '高崎 ゆり', email: 'yuri@example.org', password: 'kawa no nagare 26' };

/** Presses a button by what it says, a key of the words. */
export const press = (who, key, holes) => click(who, who.page.getByRole('button', { name: word(who.lang, key, holes), exact: true }));

/** Opens the details that an element is in, as who wants to fill it in does. */
export async function unfold(who, selector) {
  for (const d of await who.page.locator('details', { has: who.page.locator(selector) }).all()) {
    if (await d.getAttribute('open') === null) await click(who, d.locator('> summary'));
  }
}

export async function setUp(who, site) {
  const { page } = who;
  await who.goto('/events');
  assert.equal(new URL(page.url()).pathname, '/setup', 'nothing is open before the set-up');
  await look(who, 'setup-waiting');
  await who.goto(site.setUpLink);
  await press(who, 'setup.do');
  await look(who, 'setup-errors');
  assert.ok(await page.locator('.esum a').count() >= 3, 'the summary links what is missing');
  await page.fill('#host_ja', hosts[0].ja);
  await page.fill('#host_en', hosts[0].en);
  await page.fill('#name', owner.name);
  await page.fill('#email', owner.email);
  await page.fill('#password', owner.password);
  await page.selectOption('#zone', 'Asia/Tokyo');
  await look(who, 'setup');
  await press(who, 'setup.do');
  await page.waitForURL('**/manage');
  await look(who, 'desk-empty');
}

/** A day that is far enough away, as people write it. */
export function someDay() {
  const day = new Date(Date.now() + 40 * 86400_000);
  const part = (locale, options) => new Intl.DateTimeFormat(locale, { timeZone: 'Asia/Tokyo', ...options }).format(day);
  return {
    iso: part('sv-SE', {}),
    ja: `${part('ja-JP', { month: 'long', day: 'numeric' })} 16時〜18時半`,
    en: `${part('en-GB', { day: 'numeric', month: 'short' })} 4pm–6:30pm`,
    read: { ja: part('ja-JP', { year: 'numeric', month: 'long', day: 'numeric' }), en: part('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).replace(',', '') },
  };
}

/** Fills in a new event, both languages and the real running order, and leaves it unsent. */
export async function fillEvent(who, { day = someDay(), join = '', capacity = '' } = {}) {
  const { page, lang } = who, other = lang === 'ja' ? 'en' : 'ja';
  await who.goto('/manage/events/new');
  await page.fill(`#title_${lang}`, title[lang]);
  await unfold(who, `#title_${other}`);
  await page.fill(`#title_${other}`, title[other]);
  await page.fill('#when', day[lang]);
  await page.fill('#join', join);
  await page.fill(`#about_${lang}`, programme(lang));
  await unfold(who, `#about_${other}`);
  await page.fill(`#about_${other}`, programme(other));
  for (const box of await page.locator('[name=hosts]').all()) await tick(who, box); // all of them, on equal terms
  if (capacity) {
    await unfold(who, '#capacity');
    await page.fill('#capacity', String(capacity));
  }
}

/** What the form says that it has understood. */
export async function readBack(who, day) {
  const { page, lang } = who;
  await page.locator('#when-r', { hasText: '16:00–18:30' }).waitFor();
  assert.ok((await page.locator('#when-r').innerText()).includes(day.read[lang]), `read back: ${await page.locator('#when-r').innerText()}`);
  await page.locator('#programme-r', { hasText: count(lang, 'event_form.read_items', 11).trim() }).waitFor();
  assert.ok((await page.locator('#programme-r').innerText()).includes(count(lang, 'event_form.read_people', 9).trim()));
  assert.ok(!(await page.locator('#programme-r').innerText()).includes(word(lang, 'event_form.unread')), 'every line is understood');
}

/** Publishes the form that is open. Returns the event's paths. */
export async function publish(who) {
  await press(who, 'event_form.publish');
  await who.page.waitForURL(/\/manage\/events\/[0-9a-f-]{36}$/);
  const desk = new URL(who.page.url()).pathname;
  await who.goto(desk + '/edit');
  return { desk, page: '/events/' + await who.page.inputValue('#slug') };
}

/**
 * Moves the event to begin in five minutes, tells everybody, and returns the new time of its first item. It moves to a
 * zone where it is noon, so that no part of it crosses midnight whenever the test runs.
 */
export async function moveToNow(who, event) {
  const { page } = who, start = new Date(Date.now() + 5 * 60_000), end = new Date(+start + 150 * 60_000);
  const clock = (zone, at) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  await who.goto(event.desk + '/edit');
  const zones = await page.locator('#zone option').allTextContents();
  const zone = zones.find(z => z.includes('/') && clock(z, start).startsWith('12:'));
  await unfold(who, '#zone');
  await page.selectOption('#zone', zone);
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(start);
  await page.fill('#when', `${day} ${clock(zone, start)}-${clock(zone, end)}`);
  await tick(who, page.locator('[name=tell]'));
  await press(who, 'event_form.save');
  await page.waitForURL('**' + event.desk);
  await page.locator('.flash').waitFor();
  return clock(zone, start);
}

/** Brings the event to its next phase at once: begin or end. */
export async function move(who, event, act) {
  await who.goto(event.desk);
  await press(who, `desk.${act}`);
  await who.page.locator('.flash').waitFor();
}

/** Gives the recording its address in each language, looks at the letter, tests it and sends it. Returns how many get it. */
export async function sendRecording(who, event, urls, people) {
  const { page, lang } = who;
  await who.goto(event.desk + '/recordings');
  await look(who, 'recording-empty');
  for (const l of ['ja', 'en']) await page.fill(`#url_${l}`, urls[l]);
  await press(who, 'recording.save');
  await page.locator('#letter-h').waitFor();
  await look(who, 'recording', { dark: true });
  for (const l of ['ja', 'en']) assert.ok(await page.locator(`pre[lang=${l}]`, { hasText: urls[l] }).count() >= 1, `the letter in ${l} shows its recording`);
  await press(who, 'recording.test');
  await page.locator('.flash', { hasText: owner.email }).waitFor();
  await click(who, page.getByRole('button', { name: count(lang, 'recording.send', people), exact: true }));
  await page.getByText(count(lang, 'recording.sent', people)).waitFor();
  assert.equal(await page.getByRole('button', { name: count(lang, 'recording.send', people), exact: true }).count(), 0, 'nobody gets it twice');
}
