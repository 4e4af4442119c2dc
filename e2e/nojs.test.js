// The same without any script: publishing, taking part, and every decision of the board.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cancel, confirmation, register, ways } from './attendee.js';
import { click, launch, look, noFaults, person, walk } from './browser.js';
import { openChannel } from './channel.js';
import { fillEvent, move, moveToNow, owner, press, publish, sendRecording, setUp, title } from './desk.js';
import { ask } from './questions.js';
import { Site } from './site.js';
import { word } from './words.js';

let browser, channel;
before(async () => { [browser, channel] = [await launch(), await openChannel()]; });
after(() => Promise.all([browser?.close(), channel?.close()]));

const attendee = { name: 'Grace Mwangi', email: 'grace@example.org' }, text = 'How do members decide together?';

/** Presses an act on a question's card, and waits for the page that answers. */
async function act(who, key, list) {
  await click(who, who.page.locator('article', { hasText: text }).locator(`[data-key="${key}"]`));
  await who.page.locator(`[data-list="${list}"]`, { hasText: text }).waitFor({ state: 'attached' });
}

test('everything works without script', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const staff = await person(browser, site, { lang: 'en', width: 1280, script: false });
  const grace = await person(browser, site, { lang: 'en', width: 390, script: false });
  const stage = await person(browser, site, { lang: 'en', width: 1280, script: false });
  await walk('nojs', [staff, grace, stage], async () => {
    await setUp(staff, site);
    await fillEvent(staff, { join: channel.url });
    await look(staff, 'event-form');
    const event = await publish(staff);
    await grace.goto(event.page);
    await look(grace, 'event');
    assert.equal(await grace.page.locator('.agenda > li').count(), 11);
    await grace.goto(event.page + '/registrations/new');
    await press(grace, 'register.do');
    await grace.page.locator('.esum').waitFor();
    await look(grace, 'register-errors');
    await register(grace, event, attendee);
    await look(grace, 'registered');
    const letter = await site.postbox.letter(attendee.email);
    confirmation(letter, { lang: 'en', name: attendee.name, title });
    const { my, join } = ways(letter), room = join.replace('/join/', '/live/');
    await grace.goto(room);
    await ask(grace, text);
    await look(grace, 'live');

    await staff.goto(event.desk + '/questions');
    await look(staff, 'board');
    await act(staff, 'A', 'open');
    await grace.goto(room);
    await click(grace, grace.page.locator('[data-list=open] button.vote'));
    await grace.page.locator('[data-list=open] button.vote[aria-pressed=true]', { hasText: '1' }).waitFor();
    await act(staff, 'Q', 'queue');
    await act(staff, 'S', 'live');
    await stage.goto(await staff.page.getByRole('link', { name: word('en', 'board.stage') }).getAttribute('href'));
    await stage.page.locator('h1', { hasText: text }).waitFor();
    await act(staff, 'D', 'answered');
    await click(staff, staff.page.locator('.flash').getByRole('button', { name: word('en', 'common.undo') }));
    await staff.page.locator('[data-list=live]', { hasText: text }).waitFor({ state: 'attached' });
    await act(staff, 'D', 'answered');

    await moveToNow(staff, event);
    await move(staff, event, 'begin');
    await grace.goto(join);
    await press(grace, 'join.go');
    await grace.page.waitForURL(channel.url);
    await move(staff, event, 'end');
    await sendRecording(staff, event, { ja: 'https://video.example.org/ja', en: 'https://video.example.org/en' }, 1);
    await site.postbox.letter(owner.email, /^\[Test\]/);
    assert.ok((await site.postbox.letter(attendee.email, /^Recording/)).text.includes('https://video.example.org/en'));
    noFaults(staff, grace, stage);
  });
});

test('a place is given back without script', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const staff = await person(browser, site, { lang: 'ja', width: 390, script: false });
  const ichiro = await person(browser, site, { lang: 'ja', width: 390, script: false });
  await walk('nojs-cancel', [staff, ichiro], async () => {
    await setUp(staff, site);
    await fillEvent(staff);
    const event = await publish(staff);
    await register(ichiro, event, { name: '佐藤 一郎', email: 'ichiro@example.org' });
    await cancel(ichiro, ways(await site.postbox.letter('ichiro@example.org')).my);
    assert.match((await site.postbox.letter('ichiro@example.org', /./, 2)).calendar, /METHOD:CANCEL/);
    noFaults(staff, ichiro);
  });
});
