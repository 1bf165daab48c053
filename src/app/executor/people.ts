import { problem, type Problem } from '../../core/problem.ts';
import type { Actor } from '../../core/rollout/words.ts';
import { plainLine } from '../../core/values/quote.ts';
import type { Ports } from '../operation.ts';

type Named = { readonly by?: string | undefined; readonly role?: readonly string[] | undefined };

/** Whoever asks: as they say, or as this machine knows them. */
export const actorOf = async ({ by, role = [] }: Named, ports: Ports): Promise<Actor> => ({
  name: plainLine(by ?? (await ports.user())),
  roles: [...role],
});

/** Where exposure for real users may rise, somebody says so: at the terminal, or beforehand with --yes. */
export const refusedConsent = async (
  { environment }: { readonly environment: string },
  yes: boolean | undefined,
  question: string,
  ports: Ports,
): Promise<Problem | undefined> => {
  if (yes || environment !== 'production') return undefined;
  const answer = await ports.ask(question);
  if (answer === true) return undefined;
  return problem({
    kind: 'refused',
    code: 'not-agreed',
    message: answer === false ? 'nothing was done' : 'this may raise exposure in production, and nobody is here to ask',
    hint: answer === false ? 'it can be asked for again at any time' : 'say so beforehand: --yes',
  });
};
