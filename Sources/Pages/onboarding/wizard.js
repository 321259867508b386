/** The auto-saving wizard's progress on the server (contracts A1, A2), as `AutoSave` takes it. */
import { ask, Problem } from "./requests.js";

const path = "/api/system/onboarding";

/**
 * `options` are those of `ask`; `token()` is asked for at each request, so that it may be renewed. An app that has
 * tokens renewed in a way of its own gives its `request` instead, which is called as `ask` is.
 */
export function wizardProgress({ token, request = ask, ...options }) {
  const having = () => ({ ...options, token: token?.() });
  return {
    perMinute: 10,
    async load() {
      const { body } = await request("GET", `${path}/resume`, having());
      const { currentStep: step, stepData: data, version, status, tenantId } = body;
      // What the server calls whoever asks, which their token may not.
      this.userID = body.userId;
      return { step, data, version, status, tenantId };
    },
    async save({ step, data, version, key }) {
      const body = { step, data, version };
      const answer = await request("POST", `${path}/save-step`,
        { ...having(), body, idempotencyKey: key, keepalive: true });
      return { version: answer.body.version };
    },
    conflictOf(error) {
      if (!(error instanceof Problem) || error.status !== 409) return null;
      const { currentVersion: version, currentStep: step, stepData: data, conflicts } = error.body;
      if (version === undefined || !data) return null;
      const marks = Object.fromEntries((conflicts ?? []).map(({ field, setBy, at }) => [field, { setBy, at }]));
      return { step, data, version, marks };
    },
  };
}
