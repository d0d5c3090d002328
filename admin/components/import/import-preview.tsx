import type { ImportRecord } from '../../../db/import/imports.ts';
import type { ImportedLead } from '../../../domain/import.ts';
import { showSource } from '../../../domain/lead.ts';
import { displayMoney } from '../../../domain/money.ts';
import { displayPhone } from '../../../domain/phone.ts';
import type { ExaminedRow, Preview } from '../../imports/preview.ts';
import { wordsOfVerdict } from '../../imports/problems.ts';
import { CardTable } from '../card-table.tsx';
import { Icon } from '../icon.tsx';
import { showDate } from '../time.tsx';
import { CellsOfRow, countOf, Figure, showCount } from './import-frame.tsx';

interface Props {
  it: ImportRecord;
  preview: Preview;
  only: 'all' | 'problems';
}

/** What would become of the file: figures, the acts, and its first rows. Nothing has been imported yet. */
export const ImportPreview = ({ it, preview, only }: Props) => {
  const { counts, examined, remarked } = preview;
  const problems = examined - counts.lead;
  return (
    <>
      <ul class="import-figures">
        <Figure number={counts.lead} words="new leads" tone="good" />
        <Figure number={counts.known} words="are leads already" tone="doubt" />
        <Figure number={counts.repeated} words="come twice in the file" tone="doubt" />
        <Figure number={counts.wrong} words="have something wrong" tone="bad" />
      </ul>
      <Remarks it={it} examined={examined} remarked={remarked} />
      <Acts it={it} leads={counts.lead} problems={problems} isAll={examined === it.rowCount} />
      <Tabs it={it} only={only} problems={problems} />
      {preview.rows.length > 0 ? (
        <PreviewTable rows={preview.rows} />
      ) : (
        <p class="muted">Every row that was looked at is imported as it is.</p>
      )}
      {only === 'all' && examined > preview.rows.length && (
        <p class="muted fine">These are the first {preview.rows.length} rows.</p>
      )}
    </>
  );
};

const Remarks = ({ it, examined, remarked }: { it: ImportRecord; examined: number; remarked: number }) => (
  <>
    {examined < it.rowCount && (
      <p class="import-remark">
        <Icon name="circle-alert" />
        These figures are of the first {showCount(examined)} of {showCount(it.rowCount)} rows. All of them are
        looked at when they are imported.
      </p>
    )}
    {remarked > 0 && (
      <p class="import-remark">
        <Icon name="circle-alert" />
        {remarked === 1 ? 'One row was' : `${showCount(remarked)} rows were`} read in a way that you should
        know of, such as a date that could be two. It is said beside the row.
      </p>
    )}
  </>
);

const Acts = (props: { it: ImportRecord; leads: number; problems: number; isAll: boolean }) => {
  const { it, leads, problems, isAll } = props;
  return (
    <div class="import-acts">
      {leads > 0 ? (
        <form method="post" action={`/imports/${it.id}/start`}>
          <button class="btn" type="submit">
            <Icon name="upload" />
            {isAll
              ? `Import ${countOf(leads, 'lead', 'leads')}`
              : `Import ${countOf(it.rowCount, 'row', 'rows')}`}
          </button>
        </form>
      ) : (
        <p class="muted">No row would become a new lead.</p>
      )}
      <a class="btn" data-variant="outline" href={`/imports/${it.id}/columns`}>
        Change the columns
      </a>
      {problems > 0 && <DownloadProblems it={it} />}
      <form method="post" action={`/imports/${it.id}/discard`}>
        <button class="btn" data-variant="ghost" type="submit">
          Discard the file
        </button>
      </form>
    </div>
  );
};

/** Mended in a spreadsheet they can be imported again. */
export const DownloadProblems = ({ it }: { it: ImportRecord }) => (
  <a class="btn" data-variant="outline" href={`/imports/${it.id}/problems.csv`} download>
    <Icon name="download" />
    Rows with a problem (CSV)
  </a>
);

const Tabs = ({ it, only, problems }: { it: ImportRecord; only: Props['only']; problems: number }) => (
  <nav class="import-tabs" aria-label="Rows">
    <a href={`/imports/${it.id}`} aria-current={only === 'all' ? 'page' : undefined}>
      First rows
    </a>
    <a href={`/imports/${it.id}?rows=problems`} aria-current={only === 'problems' ? 'page' : undefined}>
      Problems ({showCount(problems)})
    </a>
  </nav>
);

const PreviewTable = ({ rows }: { rows: readonly ExaminedRow[] }) => (
  <CardTable class="import-rows" columns={['Line', 'Becomes', 'What is in it']}>
    {rows.map((row) => (
      <tr>
        <td data-label="Line">{row.line}</td>
        <td>
          <Becomes row={row} />
        </td>
        <td>
          {row.verdict.is === 'lead' ? (
            <FactsOfLead lead={row.verdict.lead} />
          ) : (
            <CellsOfRow cells={row.cells} />
          )}
        </td>
      </tr>
    ))}
  </CardTable>
);

const Becomes = ({ row: { verdict } }: { row: ExaminedRow }) => {
  if (verdict.is !== 'lead')
    return (
      <>
        <span class="state" data-tone={verdict.is === 'wrong' ? 'bad' : 'open'}>
          {verdict.is === 'wrong' ? 'Not imported' : 'Left as it is'}
        </span>
        <p class="import-why">
          {wordsOfVerdict(verdict)}{' '}
          {verdict.is === 'known' && <a href={`/leads/${verdict.lead.id}`}>Show it</a>}
        </p>
      </>
    );
  return (
    <>
      <span class="state" data-tone="good">
        New lead
      </span>
      {verdict.remarks.map((remark) => (
        <p class="import-why">{remark}</p>
      ))}
    </>
  );
};

/** The lead in short: what it is called and reached by, then everything else that the row says. */
const FactsOfLead = ({ lead }: { lead: ImportedLead }) => (
  <>
    <strong>{lead.name ?? 'No name yet'}</strong> <span class="import-phone">{displayPhone(lead.phone)}</span>{' '}
    <span class="status" data-status={lead.status}>
      {lead.status}
    </span>
    <p class="import-why">{factsOf(lead).join(' · ')}</p>
  </>
);

function factsOf(lead: ImportedLead): string[] {
  const facts = [
    showSource(lead.source),
    [lead.unitNumber, lead.location].filter(Boolean).join(', '),
    lead.currentIsp && `with ${lead.currentIsp}`,
    lead.broughtInBy && `brought in by ${lead.broughtInBy}`,
    lead.agreedInstallationFee && `installation ${displayMoney(lead.agreedInstallationFee)}`,
    lead.agreedMonthlySubscription && `${displayMoney(lead.agreedMonthlySubscription)} a month`,
    lead.routerType ?? (lead.customerHasRouter && 'has a router'),
    lead.followUpDate && `follow-up on ${showDate(lead.followUpDate)}`,
    lead.createdOn && `came on ${showDate(lead.createdOn)}`,
    lead.convertedOn && `converted on ${showDate(lead.convertedOn)}`,
    lead.packageId && 'its package is known here',
    lead.assignedTo && 'assigned',
    lead.notes,
  ];
  return facts.filter((fact): fact is string => Boolean(fact));
}
