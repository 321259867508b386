/** The sign-up's proof of who it is: email, code, and the way by Google (contracts K1–K4, K12). */
import { e, find, on } from "../shared/dom.js";
import { now } from "../shared/time.js";
import { remember, remembered, signUp } from "../onboarding/onboarding.js";
import { goOn, sessionAt, withSession } from "./signup.js";
import { part, view } from "./view.js";

export async function emailPage(page) {
  const planDescriptor = page.query.get("plan");
  if (!planDescriptor) return page.go("/onboarding/plan", { replace: true });
  const token = () => page.query.get("session") || remembered() || undefined;
  const begin = () => signUp.start({ email: email.value, planDescriptor, sessionToken: token() });
  const shown = view("signup.email", {
    values: token() ? await sessionAt(page) : {},
    async begin() {
      const { sessionToken, stage } = await begin();
      if (stage !== "plan_selected") return goOn(page, sessionToken);
      remember(sessionToken);
      return page.go(withSession("/onboarding/verify", sessionToken));
    },
    async google() {
      const isMissing = !email.value.trim();
      email.refuse(isMissing && part("signup.google-whom"));
      if (isMissing) return email.input.focus();
      try {
        const { sessionToken } = await begin();
        remember(sessionToken);
        // The same for every session: providers compare the address with the registered one, whole.
        const back = `${location.origin}/portal/signup/onboarding/oauth-callback`;
        location.assign(await signUp.googleURL(sessionToken, back));
      } catch (error) {
        email.refuse(error.of?.("email") ?? error.message);
      }
    },
  });
  const { email } = shown.fields;
  return shown;
}

export async function verifyPage(page) {
  const session = await sessionAt(page);
  const { sessionToken } = session;
  const form = e("div");
  const shown = view("signup.verify", { email: session.email, form });
  // The plan is that of the page's sign-up, whichever this browser remembers.
  find("a", shown.content).href += withSession("", sessionToken);
  const resend = resendButton(page, sessionToken, find(".lead", shown.content));
  // Who must prove the email again is not told of a code that another browser asked for.
  if (!(new Date(session.otpExpiry ?? 0) > now())) resend.send();
  let typed = "";
  const person = { firstName: session.firstName, lastName: session.lastName };

  function askForCode(trouble) {
    const { content, fields: { code } } = view("signup.code", {
      resend: resend.element, values: { code: typed },
      async next(values) {
        typed = values.code.replace(/\s/g, "");
        if (/^\d{6}$/.test(typed)) return askForPerson();
        code.refuse("The code has six digits.");
        code.input.focus();
      },
    });
    form.replaceChildren(content);
    code.refuse(trouble);
    code.input.focus();
  }

  function askForPerson() {
    const { content, fields } = view("signup.person", {
      code: typed, values: person,
      async change() {
        for (const name in fields) person[name] = fields[name].value;
        askForCode();
      },
      async verify(values, idempotencyKey) {
        Object.assign(person, values);
        try {
          await signUp.verify({ sessionToken, code: typed, ...person }, { idempotencyKey });
        } catch (error) {
          if (!error.code?.includes("otp")) throw error;
          typed = "";
          return askForCode(`${error.body.title}. ${error.message}`);
        }
        return goOn(page, sessionToken);
      },
    });
    form.replaceChildren(content);
    fields.firstName.input.focus();
  }

  askForCode();
  return shown;
}

/** Sends a code, and again once the server lets it (K2); `lead` shows what became of it. */
function resendButton(page, token, lead) {
  const name = "Send another code";
  const button = e("button.quiet", { on: { click: () => button.ariaDisabled ?? send() } }, name);
  let timer = null;
  on(page.signal, "abort", () => clearTimeout(timer));

  function countDown(seconds) {
    // What is disabled would drop the focus.
    button.ariaDisabled = seconds > 0 || null;
    button.textContent = seconds > 0 ? `Another code in ${seconds} s` : name;
    if (seconds > 0) timer = setTimeout(countDown, 1000, seconds - 1);
  }

  async function send() {
    lead.dataset.code = "asked";
    try {
      countDown((await signUp.sendCode(token)).retryAfterSeconds);
      lead.dataset.code = "sent";
    } catch (error) {
      const isSoon = error.status === 429;
      lead.dataset.code = isSoon ? "soon" : "failed";
      if (isSoon) countDown(error.body.retryAfterSeconds ?? 120);
    }
  }

  return { element: button, send };
}

export async function callbackPage(page) {
  try {
    return goOn(page, await signUp.googleReturned(page.query), { replace: true });
  } catch (error) {
    const own = remembered();
    const href = own ? withSession("/portal/signup/onboarding/verify", own) : "/portal/signup";
    return view("signup.google-failed", {
      why: error.message, code: e("a.button", { href }, own ? "Use a code instead" : "Sign up"),
    });
  }
}
