type Told = { readonly data: string; readonly lastEventId: string };
type Listener = (event: Told) => void;

/** What a browser has as `EventSource`, as far as clients of ours use it: Node keeps its own behind a switch. Made with `new`. */
export function eventSource(url: string) {
  const over = new AbortController();
  const listeners = new Map<string, Listener[]>();
  const tell = (type: string, event: Told = { data: '', lastEventId: '' }): void => {
    for (const listener of listeners.get(type) ?? []) listener(event);
  };
  const listening = async (): Promise<void> => {
    const answer = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: over.signal });
    if (answer.status !== 200 || !answer.body) return tell('error');
    tell('open');
    let left = '';
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = `${left}${part}`.split('\n\n');
      left = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(
          block.split('\n').map((line) => [line.split(': ')[0] ?? '', line.replace(/^[^:]*: ?/, '')]),
        );
        const data = fields.get('data');
        if (data !== undefined) tell(fields.get('event') ?? 'message', { data, lastEventId: fields.get('id') ?? '' });
      }
    }
  };
  listening().catch(() => undefined);
  return {
    readyState: 1,
    addEventListener: (type: string, listener: Listener) => {
      listeners.set(type, [...(listeners.get(type) ?? []), listener]);
    },
    close: () => over.abort(),
  };
}
