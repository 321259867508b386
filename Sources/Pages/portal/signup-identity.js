/** The sign-up's proof of who it is: email, code, and the way by Google (contracts K1–K4, K12). */
import { e } from "../shared/dom.js";
import { remember, remembered, signUp } from "../onboarding/onboarding.js";
import { during, field, form } from "./fields.js";
import { newPassword } from "./sign-in.js";
import { button, card, notice, row } from "./shapes.js";
import { goOn, sessionOf } from "./signup.js";

const withSession = (route, token) => `/onboarding/${route}?session=${encodeURIComponent(token)}`;

export function emailPage(page) {
  const planDescriptor = page.query.get("plan");
  if (!planDescriptor) return page.go("/onboarding/plan", { replace: true });
  const email = field({
    label: "Email", name: "email", type: "email", autocomplete: "email", required: true,
    hint: "Coming back? The same address goes on where it was.",
  });
  const begin = () => signUp.start({ email: email.value, planDescriptor, sessionToken: remembered() ?? undefined });
  const google = e("button.secondary", { type: "button" }, "Continue with Google");
  google.addEventListener("click", () => {
    email.refuse(email.value.trim() ? null : "Google needs to know which sign-up it is for: give the email first.");
    if (!email.value.trim()) return email.input.focus();
    return during(google, async () => {
      try {
        const { sessionToken } = await begin();
        const back = `${location.origin}/portal/signup${withSession("oauth-callback", sessionToken)}`;
        location.assign(await signUp.googleURL(sessionToken, back));
      } catch (error) {
        email.refuse(error.of?.("email") ?? error.message);
      }
    });
  });
  return {
    title: "Your email", lead: "It is how you sign in, and where the code is sent.", step: 1,
    content: card(form({
      fields: [email], submit: "Continue", aside: google,
      async onSubmit() {
        const { sessionToken, stage } = await begin();
        if (stage !== "plan_selected") return goOn(page, sessionToken);
        remember(sessionToken);
        return page.go(withSession("verify", sessionToken));
      },
    })),
  };
}

export async function verifyPage(page) {
  const sessionToken = sessionOf(page.query);
  const session = await signUp.session(sessionToken, { signal: page.signal });
  const content = e("div");
  const resend = resendButton(page, sessionToken);
  if (session.stage === "plan_selected") resend.send();
  let typed = "";

  function askForCode(trouble) {
    const code = field({
      label: "Code", name: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "6",
      required: true, class: "code-input", value: typed,
      hint: "Six digits. In dev mode they are in the mailbox, behind the scenes.",
    });
    content.replaceChildren(card(form({
      fields: [code], submit: "Continue", aside: resend.element,
      onSubmit(values) {
        typed = values.code.trim();
        if (/^\d{6}$/.test(typed)) return askForPerson();
        code.refuse("The code has six digits.");
        return code.input.focus();
      },
    })));
    if (trouble) code.refuse(trouble);
    code.input.focus();
  }

  function askForPerson() {
    const name = (label, name, autocomplete, value) =>
      field({ label, name, autocomplete, required: true, value: value ?? "" });
    const fields = [
      name("First name", "firstName", "given-name", session.firstName),
      name("Last name", "lastName", "family-name", session.lastName), newPassword(),
    ];
    const change = e("button.link", { on: { click: () => askForCode() } }, "Change it");
    content.replaceChildren(card(notice("", "mail", "Code ", e("code", typed), ". ", change), form({
      fields, submit: "Verify",
      async onSubmit(person) {
        try {
          await signUp.verify({ sessionToken, code: typed, ...person });
        } catch (error) {
          if (!error.code?.includes("otp")) throw error;
          typed = "";
          return askForCode(error.status === 429 ? "Too many wrong codes: ask for another." : error.message);
        }
        return goOn(page, sessionToken);
      },
    })));
    fields[0].input.focus();
  }

  askForCode();
  return {
    title: "Check your mail", step: 2, content, focus: "input",
    lead: ["A code is on its way to ", e("strong", session.email), "."],
  };
}

/** Sends a code, and again once the server lets it (K2). */
function resendButton(page, token) {
  const button = e("button.quiet", { on: { click: () => send() } }, "Send another code");
  let timer = null;
  page.signal.addEventListener("abort", () => clearTimeout(timer));

  function countDown(seconds) {
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? `Another code in ${seconds} s` : "Send another code";
    if (seconds > 0) timer = setTimeout(countDown, 1000, seconds - 1);
  }

  async function send() {
    try {
      countDown((await signUp.sendCode(token)).retryAfterSeconds);
    } catch (error) {
      if (error.status === 429) countDown(error.body.retryAfterSeconds ?? 120);
      else button.textContent = "That failed. Send a code again";
    }
  }

  return { element: button, send };
}

export async function callbackPage(page) {
  const token = sessionOf(page.query);
  try {
    await signUp.google(token, page.query.get("code") ?? "");
  } catch (error) {
    return {
      title: "Google did not work out", step: 2, lead: error.message,
      content: row(button(`/portal/signup${withSession("verify", token)}`, "Use a code instead", "arrow")),
    };
  }
  return goOn(page, token, { replace: true });
}
