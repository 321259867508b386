/** Signing in: as anybody, where a flow leaves that to the app around it, or with a password. */
import { ask } from "../shared/api.js";
import { e } from "../shared/dom.js";
import { field, form } from "./fields.js";
import { people, personID } from "./people.js";
import { card } from "./shapes.js";

/** Dev mode gives anybody a token. */
export function signInPage(flow, page) {
  const email = field({
    label: "Email", name: "email", type: "email", autocomplete: "email", required: true,
    value: "ada@example.org", hint: "The same address is the same person, in any browser.",
  });
  return {
    title: "Who is it?",
    lead: `${flow.title} leaves signing in to the app around it. In dev mode anybody is believed.`,
    content: card(form({
      fields: [email], submit: "Sign in",
      async onSubmit({ email }) {
        await people.enter(flow.id, { sub: personID(email), email: email.trim(), email_verified: true });
        await page.reload();
      },
    })),
  };
}

/** For accounts with a password (K16); leads to `home`. */
export function passwordPage(page, { lead, home, other }) {
  const fields = [
    field({ label: "Email", name: "email", type: "email", autocomplete: "username", required: true }),
    field({
      label: "Password", name: "password", type: "password", autocomplete: "current-password", required: true,
    }),
  ];
  return {
    title: "Sign in", lead,
    content: card(form({
      fields, submit: "Sign in", aside: e("a", { href: other }, "No account yet?"),
      async onSubmit(body) {
        people.accept(page.flow.id, (await ask("POST", "/v1/auth/login", { body })).body);
        await page.go(home, { replace: true });
      },
    })),
  };
}

/** A new account's password. */
export const newPassword = () => field({
  label: "Password", name: "password", type: "password", autocomplete: "new-password", required: true,
  hint: "At least 8 characters.",
});
