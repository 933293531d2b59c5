import { call } from './api.js';

const patience = 8;

/**
 * A stream of server-sent events, taken up again where a connection broke, until the service says that there are no more.
 * Not EventSource, which cannot send an API key.
 */
export async function* events(path, signal) {
  let last;
  for (let failures = 0; ; ) {
    try {
      const response = await call(path, { headers: last ? { 'Last-Event-ID': last } : {}, signal });
      if (response.status === 204) return;
      for await (const event of parse(response.body)) {
        failures = 0;
        last = event.id ?? last;
        yield event;
      }
    } catch (problem) {
      if (signal.aborted || (problem.status >= 400 && problem.status < 500) || ++failures > patience) throw problem;
      await new Promise(done => setTimeout(done, 250 * 2 ** failures));
    }
  }
}

async function* parse(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const messages = (text + value).split('\n\n');
    text = messages.pop();
    yield* messages.map(read).filter(event => event.data);
  }
}

/** One event's fields; comments, which keep connections awake, have none. */
function read(message) {
  const event = {};
  for (const line of message.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return event;
}
