// Questions from both sides: the room of those who take part, the moderators' board, the projector's page.
import assert from 'node:assert/strict';
import { look } from './browser.js';
import { press } from './desk.js';
import { word } from './words.js';

/** Asks in the box that is on the page, and waits until the page says that it was sent. */
export async function ask(who, text, { hide = false } = {}) {
  const { page, lang } = who;
  await page.fill('#text', text);
  if (hide) await page.check('[name=hide]');
  await press(who, 'question.send');
  await page.getByText(word(lang, 'question.sent')).first().waitFor();
  if (who.script) assert.equal(await page.inputValue('#text'), '', 'the box is free for the next question');
}

/** The element of a question on any of the pages, by its words. */
export const question = (page, text) => page.locator('article', { hasText: text });

/** Waits until a question is in a list of the page, also one that is folded away, without loading it again. */
export const inList = (page, list, text) => page.locator(`[data-list="${list}"]`, { hasText: text }).waitFor({ state: 'attached' });

/** Decides on a card of the board: by its key where there is a keyboard, on a phone by its button, in the list that holds it. */
export async function decide(who, text, letter) {
  const { page } = who, card = question(page, text);
  if (who.width >= 600) {
    await card.focus();
    return page.keyboard.press(letter);
  }
  const column = await card.evaluate(c => c.closest('[data-col]').id);
  await page.locator(`nav a[href="#${column}"]`).click();
  await card.locator(`[data-key="${letter}" i]`).click();
}

/** Takes two questions through the board, while a second browser and the projector look on. */
export async function moderate(staff, event, { asker, watcher, projector, rooms, asked }) {
  const [first, second] = asked, board = staff.page, page = watcher.page;
  await staff.goto(event.desk + '/questions');
  await inList(board, 'inbox', first);
  await look(staff, 'board', { dark: true });
  await watcher.goto(rooms.watcher);
  await page.locator('[data-conn][data-state=open]').waitFor({ state: 'attached' });
  assert.equal(await question(page, first).count(), 0, 'nobody sees what is not published');

  await decide(staff, first, 'a');
  await inList(board, 'open', first);
  await inList(page, 'open', first);
  await page.locator('[data-list=open] button.vote').click();
  await page.locator('[data-list=open] button.vote[aria-pressed=true]', { hasText: '1' }).waitFor();
  await question(board, first).locator('.up', { hasText: '1' }).waitFor({ state: 'attached' });
  await look(watcher, 'live', { dark: true });

  const stage = await board.getByRole('link', { name: word(staff.lang, 'board.stage') }).getAttribute('href');
  await projector.goto(stage);
  await projector.page.getByText(word(projector.lang, 'stage.invite')).waitFor();
  await look(projector, 'stage-holding');
  await decide(staff, first, 'q');
  await inList(board, 'queue', first);
  await decide(staff, first, 's');
  await projector.page.locator('h1', { hasText: first }).waitFor();
  await page.locator('[data-banner]', { hasText: first }).waitFor();
  await look(projector, 'stage');
  await look(staff, 'board-on-stage');
  await decide(staff, first, 'd');
  await projector.page.getByText(word(projector.lang, 'stage.invite')).waitFor();
  await inList(page, 'done', first);

  await asker.goto(rooms.asker);
  await ask(watcher, second, { hide: true });
  await inList(board, 'inbox', second);
  await decide(staff, second, 'x');
  await inList(board, 'declined', second);
  if (staff.width >= 600) await board.keyboard.press('u');
  else await board.locator('.toast button').click();
  await inList(board, 'inbox', second);
  await decide(staff, second, 'a');
  await inList(asker.page, 'open', second);
  const seen = await asker.page.locator('[data-list=open] article', { hasText: second }).innerText();
  assert.ok(!seen.includes(watcher.name) && seen.includes(word(asker.lang, 'question.anonymous')), `a hidden name is hidden: ${seen}`);
  await decide(staff, second, 'e');
  await board.waitForURL(/questions\/\d+$/);
  await look(staff, 'question');
}
