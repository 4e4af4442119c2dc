// The organiser's own questions on the form: written at the desk, moved by keys and by dragging, answered with and without script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ripen, ways } from './attendee.js';
import { click, launch, look, noFaults, person, tick, walk } from './browser.js';
import { fillEvent, press, publish, setUp, unfold } from './desk.js';
import { Site } from './site.js';
import { word } from './words.js';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const support = { ja: '配慮が必要ですか', en: 'Do you need support?' }, which = { ja: 'どのような配慮ですか', en: 'What kind of support?' };
const ask = { ja: '登壇者への質問', en: 'Your question to the speakers' }, passport = { ja: '旅券の写し', en: 'Copy of your passport' };
const pdf = Buffer.from('%PDF-1.7\n%a passport\n');

/** Writes a field at the desk; more fills in what its kind has besides. */
async function add(who, event, kind, label, more = async () => {}) {
  const { page } = who;
  await who.goto(event.desk + '/form');
  await page.selectOption('#kind', kind);
  await press(who, 'field.add');
  await page.fill('#label_ja', label.ja);
  await page.fill('#label_en', label.en);
  await more();
  await press(who, 'field.save');
  await page.waitForURL('**/form');
}

/** The questions of the list, from top to bottom. */
const order = who => who.page.locator('.form-list a').allInnerTexts();

/** Fills in the form of the event page, all but its own questions. */
async function open(who, event, { name, email }) {
  await who.goto(event.page);
  who.opened = Date.now();
  await who.page.fill('#name', name);
  await who.page.fill('#email', email);
  await tick(who, who.page.locator('#consent'));
}

async function send(who) {
  await ripen(who.page, who.opened);
  await click(who, who.page.locator('#register form button.pri'));
}

test('questions are written at the desk and answered by everybody', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const staff = await person(browser, site, { lang: 'ja', width: 1280 });
  const amina = await person(browser, site, { lang: 'en', width: 390 });
  const hanako = await person(browser, site, { lang: 'ja', width: 390, script: false });
  await walk('form', [staff, amina, hanako], async () => {
    await setUp(staff, site);
    await fillEvent(staff);
    const event = await publish(staff);
    await staff.goto(event.desk + '/settings');
    await look(staff, 'settings');
    await add(staff, event, 'text', ask, async () => {
      await unfold(staff, '#to_speakers');
      await tick(staff, staff.page.locator('#to_speakers'));
    });
    await add(staff, event, 'yes_no', support);
    await add(staff, event, 'line', which, async () => {
      await tick(staff, staff.page.locator('[name=required]'));
      await tick(staff, staff.page.locator('[name=shown_if]').first());
      await look(staff, 'field');
    });
    await add(staff, event, 'file', passport);

    await staff.page.locator('.form-list li').nth(3).dragTo(staff.page.locator('.form-list li').nth(0));
    await staff.page.waitForURL(/#f-/);
    assert.deepEqual(await order(staff), [passport.ja, ask.ja, support.ja, which.ja]);
    await staff.page.locator('.form-list a').nth(1).focus();
    await staff.page.keyboard.press('Alt+ArrowDown');
    await staff.page.locator('.form-list li').nth(2).getByRole('link', { name: ask.ja }).waitFor();
    assert.deepEqual(await order(staff), [passport.ja, support.ja, ask.ja, which.ja]);
    assert.equal(await staff.page.evaluate(() => document.activeElement.innerText), ask.ja, 'the focus stays at what moves');
    const preview = staff.page.locator('[role=group][lang=en]');
    assert.ok(!await preview.getByText(which.en).isVisible(), 'not asked yet');
    await preview.getByRole('radio', { name: 'Yes' }).check();
    assert.ok(await preview.getByText(which.en).isVisible() && !await staff.page.locator('[role=group][lang=ja]').getByText(which.ja).isVisible());
    await look(staff, 'form', { dark: true });

    await open(amina, event, { name: 'Amina Okello', email: 'amina@example.org' });
    assert.ok(!await amina.page.getByLabel(which.en).isVisible());
    await amina.page.getByRole('radio', { name: 'Yes' }).check();
    await amina.page.getByLabel(which.en).fill('Captions, please');
    await amina.page.getByLabel(ask.en).fill('How do members decide together?');
    await amina.page.getByLabel(passport.en).setInputFiles({ name: 'passport.pdf', mimeType: 'application/pdf', buffer: pdf });
    await look(amina, 'event-asking');
    await send(amina);
    await amina.page.waitForURL('**/registered');

    await open(hanako, event, { name: '山本 花子', email: 'hanako@example.org' });
    await hanako.page.getByText(word('ja', 'answer.only_if', { field: support.ja, values: 'はい' })).waitFor();
    await tick(hanako, hanako.page.getByRole('radio', { name: 'はい' }));
    await send(hanako);
    await hanako.page.locator('.esum a', { hasText: word('ja', 'answer.needed') }).waitFor();
    await look(hanako, 'register-asking');
    await hanako.page.getByLabel(which.ja).fill('手話通訳');
    await press(hanako, 'register.do');
    await hanako.page.waitForURL('**/registered');
    await hanako.goto(ways(await site.postbox.letter('hanako@example.org')).my);
    await unfold(hanako, 'form[action$="/answers"]');
    await hanako.page.getByLabel(which.ja).fill('要約筆記');
    await click(hanako, hanako.page.locator('form[action$="/answers"] button'));
    await hanako.page.locator('dd', { hasText: '要約筆記' }).waitFor();
    await look(hanako, 'my-answers');

    await staff.goto(event.desk + '/registrations');
    await click(staff, staff.page.getByRole('link', { name: 'Amina Okello', exact: true }));
    const coming = staff.page.waitForEvent('download');
    await staff.page.getByRole('link', { name: 'passport.pdf' }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), 'passport.pdf');
    assert.deepEqual(readFileSync(await file.path()), pdf);
    await look(staff, 'registration-answers');
    await staff.goto(event.desk + '/questions');
    await staff.page.getByText('How do members decide together?').waitFor(); // within the half minute in which the chore comes round
    noFaults(staff, amina, hanako);
  });
});
