// A study tour by invitation: ten days, five people, questions about travel, in two languages and without script.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { confirmation, ripen, ways } from './attendee.js';
import { click, launch, look, noFaults, person, tick, walk } from './browser.js';
import { press, publish, setUp, unfold } from './desk.js';
import { link } from './letter.js';
import { Site } from './site.js';
import { count, word } from './words.js';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const title = { ja: '協同組合スタディツアー', en: 'Cooperative study tour' };
const diet = { ja: '食事について', en: 'Food that you do not eat' };
const guests = 'Amina Okello <amina@example.org>, en\nKofi Mensah <kofi@example.org>, en\nGrace Mwangi <grace@example.org>, en\n青木 蓮 様 <ren@example.jp>\n山本 花子 <hanako@example.jp>, ja';

/** Ten days, a month and more from now, as people write them. */
function tenDays() {
  const at = days => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date(Date.now() + days * 86400_000));
  return `${at(40)} - ${at(49)}`;
}

/** Opens the page that somebody's letter leads to. */
async function invited(who, site, email) {
  const letter = await site.postbox.letter(email);
  const path = new URL(link(letter, /\/invited\/[\w-]+$/)).pathname;
  await who.goto(path);
  return { letter, path };
}

test('a study tour is by invitation only', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const staff = await person(browser, site, { lang: 'ja', width: 1280 });
  const amina = await person(browser, site, { lang: 'en', width: 390, script: false });
  const hanako = await person(browser, site, { lang: 'ja', width: 390 });
  const stranger = await person(browser, site, { lang: 'en', width: 390 });
  await walk('tour', [staff, amina, hanako, stranger], async () => {
    await setUp(staff, site);
    const { page } = staff;
    await staff.goto('/manage/events/new');
    await page.fill('#title_ja', title.ja);
    await unfold(staff, '#title_en');
    await page.fill('#title_en', title.en);
    await page.fill('#when', tenDays());
    await page.fill('#join', '神戸市');
    const event = await publish(staff);

    await staff.goto(event.desk + '/seats');
    await look(staff, 'seats');
    await page.locator(`a.b[href*="/seats/"]`).first().click();
    await tick(staff, page.locator('[name=access][value=invited]'));
    await page.fill('#capacity', '5');
    await look(staff, 'seat');
    await press(staff, 'seats.save');
    await page.locator('.flash').waitFor();

    await staff.goto(event.desk + '/form');
    await page.selectOption('#kind', 'line');
    await press(staff, 'field.add');
    await page.fill('#label_ja', diet.ja);
    await page.fill('#label_en', diet.en);
    await press(staff, 'field.save');
    await page.waitForURL('**/form');

    await stranger.goto(event.page);
    await look(stranger, 'tour');
    assert.equal(await stranger.page.locator('#register form').count(), 0, 'no form for everybody');
    await stranger.page.getByText(word('en', 'choice.invited_head')).first().waitFor();

    await staff.goto(event.desk + '/guests');
    await look(staff, 'guests-empty');
    await page.fill('textarea[name=people]', guests);
    await press(staff, 'guests.check');
    await look(staff, 'guests-check');
    await click(staff, page.getByRole('button', { name: count('ja', 'guests.do_invite', 5).trim() }));
    await page.locator('.flash').waitFor();
    await look(staff, 'guests', { dark: true });

    const { letter } = await invited(amina, site, 'amina@example.org');
    assert.ok(letter.text.includes(title.en) && letter.text.includes('Amina Okello'), letter.text);
    await look(amina, 'invited');
    await amina.page.getByLabel(diet.en).fill('No meat, please');
    await tick(amina, amina.page.locator('#consent'));
    await ripen(amina.page, Date.now());
    await press(amina, 'invited.accept');
    await amina.page.getByRole('heading', { name: word('en', 'invited.accepted.head') }).waitFor();
    await look(amina, 'invited-accepted');
    const confirmed = await site.postbox.letter('amina@example.org', /./, 2);
    assert.ok(confirmed.calendar.includes('METHOD:REQUEST'), 'the ten days are in the calendar');
    await amina.goto(ways(confirmed).my);
    await amina.page.getByText(title.en).first().waitFor();
    await look(amina, 'my-tour');

    await invited(hanako, site, 'hanako@example.jp');
    await unfold(hanako, '#word');
    await hanako.page.fill('#word', 'あいにく都合がつきません。');
    await press(hanako, 'invited.decline');
    await hanako.page.getByRole('heading', { name: word('ja', 'invited.declined.head') }).waitFor();
    await look(hanako, 'invited-declined');

    await staff.goto(event.desk + '/guests');
    await page.getByText('あいにく都合がつきません。').waitFor();
    await look(staff, 'guests-replied');
    await staff.goto(event.desk + '/registrations');
    await look(staff, 'registrations-tour');
    await page.getByRole('link', { name: 'Amina Okello' }).click();
    await page.getByText('No meat, please').first().waitFor();
    await look(staff, 'registration-tour');
    noFaults(staff, amina, hanako, stranger);
  });
});
