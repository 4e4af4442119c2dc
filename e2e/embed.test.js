// The registration form on a host's own site: in a frame of another origin, with and without script, and on no site that is not named.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { ripen } from './attendee.js';
import { click, launch, look, noFaults, person, tick, walk } from './browser.js';
import { fillEvent, press, publish, setUp } from './desk.js';
import { Site } from './site.js';
import { word } from './words.js';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Somebody else's site, which shows what is copied into it. Its name is another than that of the site under test. */
async function elsewhere(t) {
  const server = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html; charset=utf-8')
    .end(`<!doctype html><html lang="ja"><title>協同の会</title><h1>協同の会</h1>${server.code}`));
  await new Promise(listening => server.listen(0, '127.0.0.1', listening));
  t.after(() => server.close());
  server.url = `http://127.0.0.1:${server.address().port}`;
  return server;
}

/** Registers in the frame, and returns when the answer stands there. */
async function register(who, home, email) {
  await who.page.goto(home.url);
  const opened = Date.now(), form = who.page.frameLocator('iframe');
  await form.locator('#name').fill('山本 花子');
  await form.locator('#email').fill(email);
  await tick(who, form.locator('input[type=checkbox][required]').first());
  await ripen(who.page, opened);
  await click(who, form.locator('form button.pri'));
  await form.getByRole('heading', { name: word(who.lang, 'register.done_head') }).waitFor();
}

test('the form stands on the site of a host, and on no other', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const home = await elsewhere(t), stranger = await elsewhere(t);
  const staff = await person(browser, site, { lang: 'ja', width: 1280 });
  const hanako = await person(browser, site, { lang: 'ja', width: 390 });
  const plain = await person(browser, site, { lang: 'ja', width: 390, script: false });
  const visitor = await person(browser, site, { lang: 'ja', width: 390 });
  await walk('embed', [staff, hanako, plain, visitor], async () => {
    await setUp(staff, site);
    await fillEvent(staff);
    const event = await publish(staff);
    await staff.goto(event.desk + '/embed');
    await staff.page.fill('#origins', home.url + '/a/page');
    await press(staff, 'embed.save');
    await staff.page.locator('.flash').waitFor();
    assert.equal(await staff.page.inputValue('#origins'), home.url);
    await staff.page.frameLocator('#way-ja ~ details iframe').locator('#name').waitFor();
    await look(staff, 'desk-embed');
    home.code = stranger.code = await staff.page.inputValue('#snippet-ja');
    await hanako.goto(event.page + '/embed?in=ja');
    await look(hanako, 'embed', { dark: true });

    await hanako.page.goto(home.url);
    const frame = hanako.page.locator('iframe');
    await hanako.page.waitForFunction(() => document.querySelector('iframe').height !== '760'); // as tall as the form
    const form = await frame.contentFrame().locator('main').boundingBox();
    assert.ok(Math.abs(form.height - Number(await frame.getAttribute('height'))) < 20, 'the frame fits its form');
    await click(hanako, frame.contentFrame().locator('form button.pri'));
    await frame.contentFrame().locator('.esum:focus').waitFor();
    await register(hanako, home, 'hanako@example.org');
    await hanako.page.waitForFunction(() => document.querySelector('iframe').height < 500); // and as short as the answer
    await hanako.page.screenshot({ path: 'out/embed-done.png', fullPage: true });
    await site.postbox.letter('hanako@example.org');
    await register(plain, home, 'plain@example.org');
    await site.postbox.letter('plain@example.org');
    noFaults(staff, plain);
    assert.deepEqual(hanako.faults, []);

    await visitor.page.goto(stranger.url);
    await visitor.page.waitForFunction(() => window.frames.length === 1);
    const refused = await visitor.page.locator('iframe').contentFrame().locator('form').count();
    assert.equal(refused, 0, 'a site that nobody named shows the form');
    assert.match(visitor.faults.join(), /frame-ancestors/);
  });
});
