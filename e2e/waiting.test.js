// A full event: who waits moves up by itself when somebody gives their place back, and is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cancel, register, ways } from './attendee.js';
import { launch, look, noFaults, person, walk } from './browser.js';
import { fillEvent, hosts, owner, publish, setUp } from './desk.js';
import { Site } from './site.js';
import { invite } from './staff.js';
import { word } from './words.js';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const people = [{ name: '佐藤 一郎', email: 'ichiro@example.org' }, { name: 'Amina Okello', email: 'amina@example.org' }];

test('a waiting list passes a seat on by itself, for an organiser who was invited', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const staff = await person(browser, site, { lang: 'ja', width: 1280 });
  const organiser = await person(browser, site, { lang: 'en', width: 1280 });
  const ichiro = await person(browser, site, { lang: 'ja', width: 390 });
  const amina = await person(browser, site, { lang: 'en', width: 390 });
  await walk('waiting', [staff, organiser, ichiro, amina], async () => {
    await setUp(staff, site);
    await invite(staff, organiser, { host: hosts[0], name: 'Jun Mori', email: 'jun@example.org', password: owner.password }, site.postbox);
    await fillEvent(organiser, { capacity: 1 });
    const event = await publish(organiser);

    await register(ichiro, event, people[0]);
    await register(amina, event, people[1]);
    await amina.page.getByRole('heading', { name: word('en', 'register.waiting_head') }).waitFor();
    await look(amina, 'registered-waiting');
    const [first, waiting] = await Promise.all(people.map(p => site.postbox.letter(p.email)));
    assert.equal(waiting.calendar, '', 'nothing for the calendar of who has no place');
    await amina.goto(ways(waiting).my);
    await amina.page.getByText(word('en', 'my.place', { n: 1 })).waitFor();
    await look(amina, 'my-waiting');

    await cancel(ichiro, ways(first).my);
    await look(ichiro, 'my-withdrawn');
    const offer = await site.postbox.letter(people[1].email, /./, 2);
    assert.equal(offer.calendar, '', 'nothing for the calendar before the seat is taken');
    await amina.goto(ways(offer).my);
    await amina.page.getByRole('heading', { name: word('en', 'my.offered.head') }).waitFor();
    await look(amina, 'my-offered');
    await amina.page.getByRole('button', { name: word('en', 'offer.take') }).click();
    await amina.page.getByText(word('en', 'offer.taken')).waitFor();
    const seat = await site.postbox.letter(people[1].email, /./, 3);
    assert.match(seat.calendar, /METHOD:REQUEST/);
    await amina.goto(ways(seat).my);
    await amina.page.getByRole('heading', { name: word('en', 'my.confirmed.head') }).waitFor();
    const gone = await site.postbox.letter(people[0].email, /./, 2);
    assert.match(gone.calendar, /METHOD:CANCEL/);
    await ichiro.goto(event.page);
    await ichiro.page.getByText(word('ja', 'register.full')).waitFor();
    noFaults(staff, organiser, ichiro, amina);
  });
});
