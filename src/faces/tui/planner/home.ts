import type { Repository } from '../../../ports/repository.ts';
import type { Answered, Place } from '../place.ts';
import type { Desk } from './session.ts';

/** Opens the planner: git looks for the change while what the first frame takes is loaded. */
export const plannerHome = async (place: Place & { readonly editor: Desk['editor'] }): Promise<Answered> => {
  const { repository } = place.ports;
  const early = repository.read({});
  for (const load of PARTS) {
    await answersIn();
    await load();
  }
  await answersIn();
  const { plannerLive } = await import('./live.ts');
  const ports = { ...place.ports, repository: { ...repository, read: firstly(early, repository.read) } };
  return plannerLive({ ...place, ports });
};

/** In pieces of some size: loading lets nothing else go on, so between two of them there is time for what git has found. */
const PARTS = [
  () => import('../../../app/look-around.ts'),
  () => import('../../../app/make-plan.ts'),
  () => import('../../../core/plan/lint/index.ts'),
] as const;

const answersIn = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** What was asked before is the first answer to a request that says nothing; whatever is asked then is asked anew. */
const firstly = (early: ReturnType<Repository['read']>, read: Repository['read']): Repository['read'] => {
  let isTaken = false;
  return (request) => {
    if (isTaken || Object.values(request).some((one) => one !== undefined)) return read(request);
    isTaken = true;
    return early;
  };
};
