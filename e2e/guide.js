// Fills the demonstration with what docs/organisers.md shows, through the pages themselves. All people are invented.
import { ripen } from './attendee.js';
import { press, unfold } from './desk.js';
import { link } from './letter.js';
import { count, word } from './words.js';

const hall = { ja: '会場（東京）', en: 'In Tokyo' }, online = { ja: 'オンライン', en: 'Online' };
const seated = [{ name: '小川 千尋', email: 'chihiro@example.jp', language: 'ja' }, { name: 'Grace Mwangi', email: 'grace@example.org', language: 'en' }];
const applying = [{ name: 'Kofi Mensah', email: 'kofi@example.org', language: 'en' }, { name: '青木 蓮', email: 'ren@example.jp', language: 'ja' }];
const waiting = [{ name: '佐々木 葵', email: 'aoi@example.jp', language: 'ja' }, { name: 'Amina Okello', email: 'amina@example.org', language: 'en' }];
const guests = '山本 花子 様 <hanako@example.ac.jp>、日本語\nLars Holm <lars@example.net>, English\nJuan Cruz <juan@example.org>, English\n中村 恵 <megumi@example.jp>';
const rows = 'お名前\tメールアドレス\t言語\n林 美優\tmiyu@example.jp\t日本語\nPeter Novak\tpeter@example.org\tEnglish\n'
  + '林 美優\tＭＩＹＵ@example.jp\t日本語\nAmina A. Okello\tamina@example.org\tEnglish\n清水 大地\tdaichi＠example\t日本語\n';

/** Presses what saves a form of the desk, and waits until the desk says that it did. */
async function save(desk, key) {
  await press(desk, key);
  await desk.page.locator('.flash').waitFor();
}

/** Two kinds of seats: the one that is there becomes the one online, and the other is for two people in a room, by approval. */
export async function twoKindsOfSeats(desk, event) {
  const { page } = desk;
  await desk.goto(event.desk + '/seats/new');
  for (const lang of ['ja', 'en']) {
    await page.fill(`#title_${lang}`, hall[lang]);
    await page.fill(`#first_${lang}`, online[lang]);
  }
  await page.fill('#capacity', String(seated.length));
  await page.check('[name=approval]');
  await page.check('[name=presence][value=on_site]');
  await page.fill('#closes', '3 days before');
  await save(desk, 'seats.add_do');
}

async function add(desk, event, { name, email, language }) {
  const { page } = desk;
  await desk.goto(event.desk + '/registrations/new');
  await page.fill('#name', name);
  await page.fill('#email', email);
  await page.check(`[name=language][value=${language}]`);
  await page.selectOption('#category', { label: await page.locator('#category option').nth(1).innerText() });
  await save(desk, 'mend.add_do');
}

/** Fills the room, lets others apply and wait, and frees a seat, which is offered to the first in line. */
export async function aQueue(desk, people, event) {
  for (const who of [...seated, ...waiting]) await add(desk, event, who);
  for (const { name, email, language } of applying) {
    const visitor = await people(language), { page } = visitor;
    await visitor.goto(event.page);
    const opened = Date.now();
    await page.locator('label', { hasText: hall[language] }).locator('[name=category]').check();
    await page.fill('#name', name);
    await page.fill('#email', email);
    await page.check('#consent');
    await ripen(page, opened);
    await page.locator('#register form button.pri').click();
    await page.waitForURL('**/registered');
    await page.context().close();
  }
  await desk.goto(event.desk + '/registrations');
  await desk.page.fill('#q', seated[0].name);
  await desk.page.keyboard.press('Enter');
  await desk.page.getByRole('link', { name: seated[0].name, exact: true }).click();
  await unfold(desk, 'form[action$="/cancel"] button');
  await desk.page.locator('form[action$="/cancel"] button').click();
  await desk.page.locator('.flash').waitFor();
}

/** Approves somebody in the queue, and opens their page. */
export async function approve(desk, event, name) {
  await desk.goto(event.desk + '/queue');
  await desk.page.getByRole('checkbox', { name: word(desk.lang, 'people.tick', { name }) }).check();
  await save(desk, 'people.act_approve');
  await desk.goto(event.desk + '/queue');
  await desk.page.getByRole('link', { name, exact: true }).click();
  await desk.page.getByRole('heading', { name, exact: true }).waitFor();
}

/** Invites four people, of whom one accepts and one declines. */
export async function someGuests(desk, people, event, postbox) {
  const { page } = desk;
  await desk.goto(event.desk + '/guests');
  await page.fill('textarea[name=people]', guests);
  await press(desk, 'guests.check');
  await page.getByRole('button', { name: count(desk.lang, 'guests.do_invite', 4).trim() }).click();
  await page.locator('.flash').waitFor();
  const open = async (lang, email) => {
    const visitor = await people(lang);
    await visitor.goto(new URL(link(await postbox.letter(email), /\/invited\/[\w-]+$/)).pathname);
    return visitor;
  };
  const lars = await open('en', 'lars@example.net');
  await lars.page.check('#consent');
  await press(lars, 'invited.accept');
  await lars.page.getByRole('heading', { name: word('en', 'invited.accepted.head') }).waitFor();
  await lars.context.close();
  const hanako = await open('ja', 'hanako@example.ac.jp');
  await unfold(hanako, '#word');
  await hanako.page.fill('#word', 'あいにく出張と重なりました。');
  await press(hanako, 'invited.decline');
  await hanako.page.getByRole('heading', { name: word('ja', 'invited.declined.head') }).waitFor();
  await hanako.context.close();
}

/** Reads a table that holds each kind of row, and leaves it at the preview. */
export async function aTable(desk, event) {
  await desk.goto(event.desk + '/import');
  await desk.page.fill('#rows', rows);
  await press(desk, 'import.read');
  await desk.page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
}
