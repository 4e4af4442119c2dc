// A mail server for the tests: takes every letter and keeps it, read, for whoever looks for it.
import { createServer } from 'node:net';
import { readLetter } from './letter.js';

export class Postbox {
  letters = [];
  #server; #lines = new Set();

  static async open() {
    const box = new Postbox();
    box.#server = createServer(line => box.#talk(line));
    await new Promise((resolve, reject) => box.#server.once('error', reject).listen(0, '127.0.0.1', resolve));
    box.url = `smtp+plain://127.0.0.1:${box.#server.address().port}`;
    return box;
  }

  /** One conversation, RFC 5321: lines end in CRLF, a letter ends in a lone dot, and a leading dot is doubled. */
  #talk(line) {
    this.#lines.add(line);
    line.on('close', () => this.#lines.delete(line)).on('error', () => {});
    const say = text => line.write(text + '\r\n');
    let rest = Buffer.alloc(0), to = [], inLetter = false;
    const end = Buffer.from('\r\n.\r\n');
    const command = text => {
      const verb = text.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return say('250-postbox\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES');
      if (verb === 'RCPT') to.push(/<([^>]*)>/.exec(text)[1]);
      if (verb === 'DATA') { inLetter = true; return say('354 go on'); }
      if (verb === 'QUIT') { say('221 2.0.0 bye'); return line.end(); }
      if (verb === 'MAIL' || verb === 'RSET') to = [];
      say('250 2.0.0 ok');
    };
    line.on('data', chunk => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const at = rest.indexOf(inLetter ? end : '\r\n');
        if (at < 0) return;
        const part = rest.subarray(0, at);
        rest = rest.subarray(at + (inLetter ? end.length : 2));
        if (!inLetter) { command(part.toString()); continue; }
        inLetter = false;
        this.letters.push({ ...readLetter(part.toString('latin1').replace(/(^|\r\n)\.\./g, '$1.')), recipients: to });
        say('250 2.0.0 kept');
      }
    });
    say('220 postbox ESMTP');
  }

  /** All that arrived for an address, oldest first. */
  to(address) { return this.letters.filter(l => l.recipients.includes(address)); }

  /** Waits for the nth letter (from 1) to an address whose subject fits. */
  async letter(address, subject = /(?:)/, nth = 1) {
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      const found = this.to(address).filter(l => subject.test(l.subject));
      if (found.length >= nth) return found[nth - 1];
      await new Promise(r => setTimeout(r, 25));
    }
    throw new Error(`no letter ${nth} to ${address} like ${subject}; there are ${JSON.stringify(this.letters.map(l => [l.recipients[0], l.subject]))}`);
  }

  async close() {
    for (const line of this.#lines) line.destroy();
    await new Promise(r => this.#server.close(r));
  }
}
