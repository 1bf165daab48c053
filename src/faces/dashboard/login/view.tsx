import { useState } from 'preact/hooks';
import type { Said } from '../documents.ts';
import { Problems } from '../parts/said.tsx';

type Given = { readonly enter: (token: string) => Promise<readonly Said[]> };

/** The token goes to the service once, and is kept nowhere on this page. */
export const Login = ({ enter }: Given) => {
  const [token, setToken] = useState('');
  const [wrong, setWrong] = useState<readonly Said[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    setWrong(await enter(token.trim()));
    setBusy(false);
    setToken('');
  };
  return (
    <section class="card login" aria-labelledby="login-title">
      <h1 id="login-title">Who asks?</h1>
      <p>
        This service knows people by a token. Whoever runs it makes one with <code>rampart access issue</code>.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && token.trim() !== '') void send();
        }}
      >
        <label>
          <span>Token</span>
          <input
            id="token"
            type="password"
            autoComplete="current-password"
            autoFocus
            value={token}
            onInput={({ currentTarget: { value } }) => setToken(value)}
          />
        </label>
        <Problems problems={wrong} />
        <button type="submit" class="button main">
          {busy ? 'Asking …' : 'Enter'}
        </button>
      </form>
    </section>
  );
};
