import type { FormState } from '../../forms/form.ts';
import { limits } from '../../imports/unreadable.ts';
import { FormTrouble } from '../fields.tsx';
import { Icon } from '../icon.tsx';
import { showCount } from './import-frame.tsx';

/** The file goes as a plain form, so that it does without JavaScript and the browser shows how far it is. */
export const UploadForm = ({ form }: { form: FormState }) => (
  <form class="card plain import-upload" method="post" action="/imports" enctype="multipart/form-data">
    <FormTrouble form={form} />
    <div class="field">
      <label for="file">A CSV file with a line for each lead</label>
      <input
        id="file"
        class="input"
        type="file"
        name="file"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
        required
        aria-describedby="file-hint"
      />
      <p id="file-hint" class="hint">
        Up to {limits.bytes / 1024 / 1024} MB and {showCount(limits.rows)} rows. The first line names the
        columns, in any words and any order. From Excel: “Save as”, then “CSV UTF-8”. From Google Sheets:
        “File”, “Download”, “CSV”.
      </p>
    </div>
    <ul class="import-promises">
      <li>
        <Icon name="check" />
        Nothing is imported yet: you say what each column is, and see what becomes of each row.
      </li>
      <li>
        <Icon name="check" />A phone that is a lead already is left as it is, and shown to you.
      </li>
      <li>
        <Icon name="check" />
        Nobody is written to. An import can be undone as a whole.
      </li>
    </ul>
    <button class="btn" type="submit">
      <Icon name="upload" />
      Upload and go on
    </button>
  </form>
);
