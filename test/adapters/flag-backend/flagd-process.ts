import { flagdBackend } from '../../../src/adapters/flag-backend/flagd.ts';
import { aFlag } from '../../helpers/flags.ts';
import { worked } from '../../helpers/log.ts';

/** A process of its own that raises one flag of a file, one percent at a time. */
const [file = '', key = '', steps = '0'] = process.argv.slice(2);
const backend = flagdBackend(file);
for (let percent = 1; percent <= Number(steps); percent += 1) {
  const [now] = worked(await backend.read([key]));
  worked(await backend.write(aFlag({ key, percent }), now?.revision));
}
