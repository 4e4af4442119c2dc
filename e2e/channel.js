// Where an event is shown: a page on the loopback that tells who came.
import { createServer } from 'node:http';

/** Opens it. visits counts the pages asked for. */
export async function openChannel() {
  const channel = { visits: 0 };
  const server = createServer((request, answer) => {
    if (request.url === '/webinar') channel.visits++;
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end('<!doctype html><html lang="en"><title>Webinar</title><link rel="icon" href="data:,"><h1>Webinar</h1>');
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  channel.url = `http://127.0.0.1:${server.address().port}/webinar`;
  channel.close = () => { server.closeAllConnections(); return new Promise(r => server.close(r)); };
  return channel;
}
