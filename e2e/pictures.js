// Takes the pictures of docs/img from the running program, filled by `tsudoi demo`. Run by `make pictures`.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.js';

const bin = process.env.TSUDOI_BIN, out = fileURLToPath(new URL('../docs/img/', import.meta.url));
const address = 'localhost:18080', url = `http://${address}`;

/** Fills an installation in this state, serves it, and calls use with what demo printed: the pages and passwords by their names. */
async function shown(state, use) {
  const folder = mkdtempSync(join(tmpdir(), 'tsudoi-pictures-'));
  chmodSync(folder, 0o755); // the private Postgres runs as somebody else when root runs this
  const env = { ...process.env, TSUDOI_DATA: join(folder, 'data'), TSUDOI_ADDR: address, TSUDOI_URL: url };
  delete env.DATABASE_URL;
  try {
    const told = execFileSync(bin, ['demo', state], { env, encoding: 'utf8' });
    const at = name => new RegExp(`^ +${name} +${url}(\\S+)`, 'm').exec(told)[1];
    const password = role => new RegExp(`^ +${role} +(\\S+) +(\\S+)`, 'm').exec(told).slice(1);
    const server = spawn(bin, ['serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise(resolve => server.once('exit', resolve));
    try {
      await new Promise((resolve, reject) => { server.stdout.once('data', resolve); server.once('exit', reject); });
      await use({ at, password });
    } finally {
      server.kill('SIGTERM');
      await ended;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function page(browser, lang) {
  const context = await browser.newContext({ baseURL: url, locale: { ja: 'ja-JP', en: 'en-GB' }[lang], timezoneId: 'Asia/Tokyo', viewport: { width: 1280, height: 800 } });
  return context.newPage();
}

async function signIn(p, [email, password]) {
  await p.goto('/sign-in');
  await p.locator('input[name=email]').first().fill(email);
  await p.locator('input[name=password]').fill(password);
  await Promise.all([p.waitForURL(/\/manage/), p.locator('input[name=password]').press('Enter')]);
}

async function take(p, path, name, lang) {
  await p.goto(path + (lang ? `?lang=${lang}` : ''), { waitUntil: 'load' });
  await snap(p, name);
}

async function snap(p, name) {
  await p.waitForTimeout(500); // the first words of a live page
  await p.screenshot({ path: join(out, `${name}.png`), animations: 'disabled' });
}

mkdirSync(out, { recursive: true });
const browser = await launch();
try {
  await shown('open', async ({ at, password }) => {
    await take(await page(browser, 'ja'), at('event'), 'event.ja', 'ja');
    const desk = await page(browser, 'en');
    await signIn(desk, password('owner'));
    await take(desk, at('desk'), 'overview.en', 'en');
    await desk.goto('/manage/events/new');
    await desk.getByLabel('Title', { exact: true }).fill('TSUNAGARU by the Social and Solidarity Economy');
    await desk.getByLabel('Date and time', { exact: true }).fill('16 Dec 4pm–6:30pm');
    await desk.getByLabel('Where people join').fill('https://meet.example.org/tsunagaru');
    await desk.getByText(/16 December/).first().waitFor(); // read back
    await snap(desk, 'new.en');
  });
  await shown('live', async ({ at, password }) => {
    const desk = await page(browser, 'ja');
    await signIn(desk, password('moderator'));
    await take(desk, `${at('desk')}/questions`, 'board.ja', 'ja');
    await take(await page(browser, 'en'), at('way in').replace('/join/', '/live/'), 'live.en', 'en');
  });
} finally {
  await browser.close();
}
