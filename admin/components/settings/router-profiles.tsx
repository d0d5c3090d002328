import type { Answer } from '../../../db/questions.ts';
import type { Router } from '../../../db/routers.ts';
import { Icon } from '../icon.tsx';
import { routerState } from '../lead/conversion-form.tsx';

/** The list that the field of the profile takes its proposals from. */
export const profileList = 'profile-names';

/** Chooses the router whose profiles are proposed. It is no fact of the package, and needs JavaScript. */
export const ProfileSource = ({ routers }: { routers: readonly Router[] }) =>
  routers.length > 0 ? (
    <div class="field needs-script">
      <label for="field-profilesOf">Read the profiles of</label>
      <select
        id="field-profilesOf"
        name="profilesOf"
        class="select"
        hx-post="/packages/profiles"
        hx-trigger="change, change from:#field-service"
        hx-include="#field-service"
        hx-target="#profiles"
        hx-swap="outerHTML"
        aria-describedby="profiles"
      >
        <option value="">No router, I write the name</option>
        {routers.map((router) => (
          <option value={router.id}>{`${router.name} (${routerState(router).word})`}</option>
        ))}
      </select>
      <NoProfiles />
    </div>
  ) : null;

export const NoProfiles = () => <div id="profiles" aria-live="polite" />;

/** What the router says; while it has not answered it is asked for each second. */
export const RouterProfiles = ({ path, answer }: { path: string; answer: Answer | null }) => (
  <div id="profiles" aria-live="polite">
    {answer ? <Answered answer={answer} /> : <Asking path={path} />}
  </div>
);

const Asking = ({ path }: { path: string }) => (
  <p class="test" hx-get={path} hx-trigger="every 1s" hx-target="#profiles" hx-swap="outerHTML">
    <Icon name="loader-circle" /> Asking the router …
  </p>
);

const Answered = ({ answer }: { answer: Answer }) => {
  if (!answer.ok) {
    return (
      <p class="test" data-tone="bad">
        <Icon name="circle-x" /> <span>{answer.message} Write the profile by hand.</span>
      </p>
    );
  }
  const profiles = answer.profiles ?? [];
  return (
    <>
      <p class="test" data-tone="good">
        <Icon name="circle-check" /> <span>{`It has ${profiles.join(', ') || 'no profile yet'}.`}</span>
      </p>
      <datalist id={profileList}>
        {profiles.map((name) => (
          <option value={name} />
        ))}
      </datalist>
    </>
  );
};
