/** Signing in: as anybody, where a flow leaves that to the app around it, or with a password. */
import { ask } from "../shared/api.js";
import { people, personID } from "./people.js";
import { view } from "./view.js";

/** Dev mode gives anybody a token. */
export const signInPage = (flow, page) => view("sign-in", {
  flow: flow.title,
  async enter({ email }) {
    await people.enter(flow.id, { sub: personID(email), email: email.trim(), email_verified: true });
    await page.reload();
  },
});

/** For accounts with a password (K16); leads to `home`. */
export const passwordPage = (template, page, home) => view(template, {
  async enter(body) {
    people.accept(page.flow.id, (await ask("POST", "/v1/auth/login", { body })).body);
    await page.go(home, { replace: true });
  },
});
