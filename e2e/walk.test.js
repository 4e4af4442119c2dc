// The whole main job by hand: from the first start to the recording, once in each language and at each width.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { confirmation, eventPage, register, ways } from './attendee.js';
import { launch, look, noFaults, person, walk } from './browser.js';
import { openChannel } from './channel.js';
import { takeAway } from './exports.js';
import { fillEvent, hosts, move, moveToNow, owner, press, publish, readBack, sendRecording, setUp, someDay, title } from './desk.js';
import { ask, moderate } from './questions.js';
import { Site } from './site.js';
import { addHost, signOutAndIn } from './staff.js';
import { word } from './words.js';

let browser, channel;
before(async () => { [browser, channel] = [await launch(), await openChannel()]; });
after(() => Promise.all([browser?.close(), channel?.close()]));

const questions = ['労働者協同組合で、働く人は雇用されるのでしょうか。', 'What is needed to promote the SSE in Japan?'];
const recording = { ja: 'https://video.example.org/ja', en: 'https://video.example.org/en' };

for (const { lang, width } of [{ lang: 'ja', width: 1280 }, { lang: 'en', width: 390 }]) {
  test(`the main job in ${lang} at ${width} px`, async t => {
    const site = await Site.start();
    t.after(() => site.stop());
    const other = lang === 'ja' ? 'en' : 'ja';
    const staff = await person(browser, site, { lang, width });
    const hanako = await person(browser, site, { lang, width, zone: 'Africa/Nairobi' });
    const grace = await person(browser, site, { lang: other, width });
    const projector = await person(browser, site, { lang, width: 1280 });
    grace.name = 'Grace Mwangi';
    const letters = site.postbox;
    await walk(`walk-${lang}`, [staff, hanako, grace, projector], async () => {
      await setUp(staff, site);
      await addHost(staff, hosts[1]);
      await signOutAndIn(staff, letters);
      const day = someDay();
      await fillEvent(staff, { day, join: channel.url });
      await readBack(staff, day);
      await look(staff, 'event-form', { dark: true });
      const event = await publish(staff);
      await staff.goto(event.desk);
      await look(staff, 'overview-nobody');

      await hanako.goto('/events');
      await look(hanako, 'events', { dark: true });
      await eventPage(hanako, event, { title, hosts });
      await hanako.goto('/privacy');
      await look(hanako, 'privacy');
      await register(hanako, event, { name: '山本 花子', email: 'hanako@example.org' });
      await look(hanako, 'registered', { dark: true });
      await register(grace, event, { name: 'Grace Mwangi', email: 'grace@example.org' });
      const first = await letters.letter('hanako@example.org');
      confirmation(first, { lang, name: '山本 花子', title });
      confirmation(await letters.letter('grace@example.org'), { lang: other, name: 'Grace Mwangi', title });
      const { my, join } = ways(first), graceJoin = ways(await letters.letter('grace@example.org')).join;
      const rooms = { asker: join.replace('/join/', '/live/'), watcher: graceJoin.replace('/join/', '/live/') };
      await hanako.goto(my);
      await look(hanako, 'my', { dark: true });

      await hanako.goto(rooms.asker);
      await look(hanako, 'live-before');
      await ask(hanako, questions[0]);

      await hanako.goto(join);
      await hanako.page.getByRole('heading', { name: word(lang, 'join.early') }).waitFor();
      await look(hanako, 'join-early');
      const start = await moveToNow(staff, event);
      const change = await letters.letter('hanako@example.org', /./, 2);
      assert.ok(change.text.includes(start) && /SEQUENCE:1/.test(change.calendar), change.text);
      await letters.letter('grace@example.org', /./, 2);
      await hanako.goto(event.page);
      assert.equal(await hanako.page.locator('.agenda time').first().innerText(), start, 'the programme moves along');
      await move(staff, event, 'begin');
      await look(staff, 'overview-live', { dark: true });
      await moderate(staff, event, { asker: hanako, watcher: grace, projector, rooms, asked: questions });
      const rows = await takeAway(staff, event.desk + '/questions', 'questions', questions);
      assert.ok(!rows.flat().includes(grace.name), 'a hidden name is not in the file');
      await takeAway(staff, event.desk + '/registrations', 'registrations', ['hanako@example.org', 'grace@example.org']);
      await look(staff, 'registrations');
      await staff.page.locator('table a[href*="/registrations/"]').first().click();
      await look(staff, 'registration');

      await hanako.goto(join);
      await look(hanako, 'join-open');
      await press(hanako, 'join.go');
      await hanako.page.waitForURL(channel.url);
      assert.ok(channel.visits > 0);

      await move(staff, event, 'end');
      await look(staff, 'overview-ended');
      await sendRecording(staff, event, recording, 2);
      const tests = await Promise.all(['ja', 'en'].map(l => letters.letter(owner.email, l === 'ja' ? /^【試し】/ : /^\[Test\]/)));
      assert.ok(tests[0].text.includes(recording.ja) && tests[1].text.includes(recording.en));
      const sent = [await letters.letter('hanako@example.org', /./, 3), await letters.letter('grace@example.org', /./, 3)];
      assert.ok(sent[0].text.includes(recording[lang]) && sent[1].text.includes(recording[other]));
      await hanako.goto(join);
      await look(hanako, 'join-over');
      assert.equal(await hanako.page.getByRole('link', { name: word(lang, 'join.watch') }).getAttribute('href'), recording[lang]);
      await grace.goto(graceJoin);
      assert.equal(await grace.page.getByRole('link', { name: word(other, 'join.watch') }).getAttribute('href'), recording[other]);
      await staff.goto(event.desk + '/letters');
      await look(staff, 'letters');
      await staff.page.locator('table a').first().click();
      await look(staff, 'letter');
      assert.deepEqual(letters.letters.map(l => l.recipients[0]).sort(), [...Array(3).fill('grace@example.org'), ...Array(3).fill('hanako@example.org'), ...Array(3).fill(owner.email)]);
      noFaults(staff, hanako, grace, projector);
    });
  });
}
