// By keyboard alone: registering, mending a refused form, typing Japanese, and the board's keys with their switch.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ways, ripen } from './attendee.js';
import { launch, look, noFaults, person, walk } from './browser.js';
import { fillEvent, publish, setUp } from './desk.js';
import { ask, inList, question } from './questions.js';
import { Site } from './site.js';
import { word } from './words.js';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const focused = page => page.evaluate(() => document.activeElement.id || document.activeElement.name || document.activeElement.tagName);

/** Presses Tab until the element has the focus, which must be seen on it. */
async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(s => document.activeElement.matches(s) && getComputedStyle(document.activeElement).outlineStyle, selector);
    if (at) return assert.notEqual(at, 'none', `the focus shows on ${selector}`);
  }
  assert.fail(`Tab does not reach ${selector}`);
}

/**
 * Types a word as a Japanese keyboard does: composed, then taken over with Enter. As in Safari that key comes after the
 * composition, told from any other only by its code, 229, and would send the form.
 */
async function compose(page, text) {
  const keyboard = await page.context().newCDPSession(page);
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 };
  await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await keyboard.send('Input.insertText', { text });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', text: '\r', ...enter });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter });
  await keyboard.detach();
}

test('registering and moderating by keyboard alone', async t => {
  const site = await Site.start();
  t.after(() => site.stop());
  const staff = await person(browser, site, { lang: 'ja', width: 1280 });
  const hanako = await person(browser, site, { lang: 'ja', width: 1280 });
  await walk('keys', [staff, hanako], async () => {
    await setUp(staff, site);
    await fillEvent(staff);
    const event = await publish(staff), { page } = hanako;

    await hanako.goto(event.page);
    await page.keyboard.press('Tab');
    assert.ok(await page.locator('a.skip:focus').isVisible(), 'the first stop leads past the head');
    await tabTo(page, '#name');

    await hanako.goto(event.page + '/registrations/new');
    await tabTo(page, '#name');
    await compose(page, '山本');
    await page.waitForTimeout(300);
    assert.equal(await page.inputValue('#name'), '山本');
    assert.equal(await page.locator('.esum').count(), 0, 'Enter that ends a composition sends nothing');
    assert.equal(await focused(page), 'name');
    await page.keyboard.press('Enter');
    await page.locator('.esum:focus').waitFor();
    assert.match(await page.title(), new RegExp('^' + word('ja', 'form.error_prefix')));
    assert.equal(await page.inputValue('#name'), '山本', 'what was typed is kept');
    await look(hanako, 'register-errors', { dark: true });
    await hanako.goto(event.page + '/registrations/new');
    const opened = Date.now();
    await tabTo(page, 'button.pri');
    await page.keyboard.press('Enter');
    await page.locator('.esum:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'name', 'a line of the summary leads to its field');
    await page.keyboard.type('YAMAMOTO Hanako');
    await page.keyboard.press('Tab');
    await page.keyboard.type('hanako@example.org');
    await tabTo(page, '#consent');
    await page.keyboard.press('Space');
    await tabTo(page, 'button.pri');
    await ripen(page, opened);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/registered');
    const { join } = ways(await site.postbox.letter('hanako@example.org'));

    const text = '賃金は誰が決めますか。';
    await hanako.goto(join.replace('/join/', '/live/'));
    await ask(hanako, text);
    const board = staff.page;
    await staff.goto(event.desk + '/questions');
    await inList(board, 'inbox', text);
    await board.keyboard.press('?');
    await board.locator('dialog#keys[open]').waitFor();
    await look(staff, 'board-keys');
    await board.uncheck('#keys-on');
    await board.keyboard.press('Escape');
    await question(board, text).focus();
    await board.keyboard.press('a');
    await board.reload();
    await question(board, text).focus();
    await board.keyboard.press('a');
    await board.waitForTimeout(300);
    await inList(board, 'inbox', text); // the switch is remembered
    await board.locator('[data-open="#keys"]').click();
    await board.check('#keys-on');
    await board.keyboard.press('Escape');
    await board.keyboard.press('/');
    await board.keyboard.type('a');
    await inList(board, 'inbox', text); // letters in a box are letters
    await board.locator('[data-search]').fill('');
    await board.locator('[data-search]').blur();
    await board.keyboard.press('j');
    await board.keyboard.press('Control+a');
    await inList(board, 'inbox', text); // the browser's own keys are not ours
    await board.keyboard.press('a');
    await inList(board, 'open', text);
    noFaults(staff, hanako);
  });
});
