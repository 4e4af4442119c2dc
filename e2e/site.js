// The program under test: built once, started on a free port with a data folder (and so a Postgres) of its own.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Postbox } from './postbox.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The path of the program: TSUDOI_BIN, or what the sources beside this folder build to. */
function program() {
  if (process.env.TSUDOI_BIN) return process.env.TSUDOI_BIN;
  execFileSync('go', ['build', '-o', 'bin/tsudoi', './cmd/tsudoi'], { cwd: root, stdio: 'inherit' });
  return join(root, 'bin/tsudoi');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const s = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

/** A running installation that nobody has set up yet, with a mail server that keeps every letter. */
export class Site {
  /** Starts it, and returns when it answers. */
  static async start() {
    const site = new Site();
    site.postbox = await Postbox.open();
    try {
      await site.#run(program(), await freePort());
    } catch (e) {
      await site.stop();
      throw e;
    }
    return site;
  }

  #process; #output = ''; #ended;

  async #run(bin, port) {
    this.folder = mkdtempSync(join(tmpdir(), 'tsudoi-e2e-'));
    chmodSync(this.folder, 0o755); // the private Postgres runs as somebody else when root runs the tests
    this.url = `http://localhost:${port}`;
    const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !k.startsWith('TSUDOI_') && k !== 'DATABASE_URL'));
    this.#process = spawn(bin, ['serve'], {
      cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, TSUDOI_ADDR: `localhost:${port}`, TSUDOI_URL: this.url, TSUDOI_DATA: join(this.folder, 'data'),
        TSUDOI_SMTP_URL: this.postbox.url, TSUDOI_MAIL_FROM: 'office@example.org', TZ: 'UTC' },
    });
    const child = this.#process;
    this.#ended = new Promise(resolve => { child.once('exit', resolve); child.once('error', resolve); });
    process.once('exit', () => child.kill());
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { this.#output += text; });
    const link = await this.#said(/^Set up at: (\S+)$/m);
    await this.#said(/^Tsudoi is at /m);
    this.setUpLink = link[1];
  }

  /** Waits until the program has printed what the pattern finds. */
  async #said(pattern) {
    let over = false;
    this.#ended.then(() => { over = true; });
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const found = pattern.exec(this.#output);
      if (found) return found;
      if (over) break;
      await new Promise(r => setTimeout(r, 20));
    }
    throw new Error(`the program did not print ${pattern}:\n${this.#output}`);
  }

  /** What the program has written so far, its log included. */
  get output() { return this.#output; }

  /** Ends the program as a machine that shuts down would, and removes all that it kept. */
  async stop() {
    if (this.#process?.pid) {
      this.#process.kill('SIGTERM');
      const late = setTimeout(() => this.#process.kill('SIGKILL'), 30_000);
      await this.#ended;
      clearTimeout(late);
    }
    await this.postbox.close();
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }
}
