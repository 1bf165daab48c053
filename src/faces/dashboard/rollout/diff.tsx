import type { Plan } from '../../../core/plan/plan.ts';
import { Icon } from '../parts/icon.tsx';
import { countInWords } from '../words.ts';
import { type DecidingFile, type DecidingLine, decidingFiles, linkOf, wholeDiff } from './diff.ts';

/** So many files tell why; the rest is there to be read. */
const FIRST = 5;

/** The lines of the change that decided, in their files; what was not looked at; and how to see all of it. */
export const ChangeShown = ({ plan: { change, risk } }: { readonly plan: Plan }) => {
  const files = decidingFiles(risk);
  return (
    <>
      <h3>The change</h3>
      <p>
        {change.title}{' '}
        <small>
          {countInWords(change.files, 'file')}, <span class="unseen">added </span>+{change.added}{' '}
          <span class="unseen">removed </span>−{change.removed}
        </small>
      </p>
      {files.length === 0 ? <p class="soft">No line of it points to a danger.</p> : <Files files={files} />}
      <NotSeen coverage={risk.coverage} />
      <Whole change={change} quoted={files.length > 0} />
    </>
  );
};

/** Who reads code is decided where code is kept: the way there, and which diff it was. */
const Whole = ({ change, quoted }: { readonly change: Plan['change']; readonly quoted: boolean }) => {
  const link = linkOf(change);
  const command = wholeDiff(change);
  return (
    <div class="whole soft">
      {link === undefined ? null : (
        <p>
          <a href={link.address} rel="noopener noreferrer" target="_blank">
            The whole change
          </a>{' '}
          at {link.host}
        </p>
      )}
      <p>
        {quoted ? 'These are the lines that decided. ' : ''}The whole change is kept where code is kept
        {command === undefined ? '.' : ', and whoever may read it there sees it with'}
        {command === undefined ? null : <code class="copied">{command}</code>}
        <small class="digest">sha256 of the diff as it was judged: {change.diffSha256}</small>
      </p>
    </div>
  );
};

const Files = ({ files }: { readonly files: readonly DecidingFile[] }) => (
  <>
    {files.slice(0, FIRST).map((file) => (
      <File key={file.path} file={file} />
    ))}
    {files.length > FIRST ? (
      <details>
        <summary>{countInWords(files.length - FIRST, 'more file')}</summary>
        {files.slice(FIRST).map((file) => (
          <File key={file.path} file={file} />
        ))}
      </details>
    ) : null}
  </>
);

const File = ({ file: { path, level, parts } }: { readonly file: DecidingFile }) => (
  <section class="file" aria-label={path}>
    <h4>
      <code>{path}</code> <span class={`level ${level}`}>{level}</span>
    </h4>
    <ol>
      {parts.map((part, nth) => (
        <li key={nth}>
          <Lines lines={part.lines} />
          {part.says.map(({ level: how, what, why }) => (
            <p key={why}>
              <b>{how}</b> {what === '' ? '' : `${what}: `}
              {why}
            </p>
          ))}
        </li>
      ))}
    </ol>
  </section>
);

const Lines = ({ lines }: { readonly lines: readonly DecidingLine[] }) => (
  <>
    {lines.map((line) => (
      <Line key={`${line.line} ${line.side} ${line.quote}`} line={line} />
    ))}
  </>
);

/** The line itself, as it was taken away or added: a mark and a word, and not the colour alone. */
const Line = ({ line: { line, side, quote } }: { readonly line: DecidingLine }) => (
  <code class={`quoted ${side}`} tabIndex={0}>
    <span class="nth">{line === 0 ? '' : line}</span>
    <span aria-hidden="true">{side === 'old' ? '−' : '+'} </span>
    <span class="unseen">{side === 'old' ? 'removed: ' : 'added: '}</span>
    {line === 0 ? <i>the whole file</i> : quote}
  </code>
);

/** What nobody looked at may hold anything: it stands beside what was found, and not in a footnote. */
const NotSeen = ({ coverage: { skipped, skippedMore } }: { readonly coverage: Plan['risk']['coverage'] }) =>
  skipped.length === 0 ? null : (
    <details class="notseen">
      <summary>
        <Icon name="warning" /> {countInWords(skipped.length + skippedMore, 'file')} could not be looked at
      </summary>
      <ul class="lines">
        {skipped.map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code> {why}
          </li>
        ))}
      </ul>
    </details>
  );
