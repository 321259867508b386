/** Who is signed in, for each flow apart, so that five people can be played in one browser. */
import { ask, newKey, Problem } from "../shared/api.js";

const name = (flow) => `onboard.portal.${flow}`;

/** Whom this page shows, by flow: nothing is asked as anybody else, whoever signed in in another tab since. */
const shown = new Map();

export const people = {
  /** Called when a session is over. */
  ended() {},

  /** `{id, email, name, claims, token, refreshToken}`, or null. */
  of(flow) {
    try {
      return JSON.parse(localStorage.getItem(name(flow)));
    } catch {
      return null;
    }
  },

  /** Says that a page of the flow is shown, to who is signed in now. */
  meet(flow) { shown.set(flow, this.of(flow)?.id); },

  /** True when whom the page shows is not who is signed in. */
  isOther: (flow) => Boolean(shown.get(flow)) && people.of(flow)?.id !== shown.get(flow),

  /** Signs in as anybody: dev mode gives a token for the asking. */
  async enter(flow, claims) {
    return keep(flow, { id: claims.sub, email: claims.email, name: claims.name, claims, ...await developed(claims) });
  },

  /** Signs in whom the server gave tokens. */
  accept(flow, { user, token, refreshToken }) {
    const name = [user?.firstName, user?.lastName].filter(Boolean).join(" ");
    return keep(flow, { id: user?.id, email: user?.email, name, token, refreshToken });
  },

  /** A new token in the old one's place; false when the person must sign in again. One tab does it for all. */
  renew(flow, old) {
    const work = async () => {
      const { renewal = newKey(), ...person } = this.of(flow) ?? {};
      if (!old || person.token !== old) return Boolean(person.token);
      try {
        const fresh = person.claims ? await developed(person.claims) : await refreshed(flow, person, renewal);
        if (this.of(flow)?.token === old) keep(flow, { ...person, ...fresh });
        return true;
      } catch (error) {
        if (error.status !== 401) throw error;
        // Somebody may have signed in meanwhile.
        if (this.of(flow)?.token !== old) return true;
        this.leave(flow);
        this.ended();
        return false;
      }
    };
    return navigator.locks?.request(`onboard.renew.${flow}`, work) ?? work();
  },

  leave(flow) { localStorage.removeItem(name(flow)); },
};

function keep(flow, person) {
  localStorage.setItem(name(flow), JSON.stringify(person));
  shown.set(flow, person.id);
  return person;
}

async function developed(claims) {
  const { body: { token } } = await ask("POST", "/dev/token", { body: claims });
  return { token };
}

/** A refresh token is good for once: its request keeps one key until it is answered, for answers get lost. */
async function refreshed(flow, person, renewal) {
  keep(flow, { ...person, renewal });
  const body = { refreshToken: person.refreshToken };
  return (await ask("POST", "/v1/auth/refresh", { body, idempotencyKey: renewal })).body;
}

/** Something asked with the token of the person that the page shows; one that time has passed over is renewed once. */
export async function renewing(flow, work) {
  const id = shown.get(flow);
  let token;
  const tried = () => {
    const person = people.of(flow);
    if (person?.id !== id) throw new Problem(401, { detail: "Somebody else is signed in by now." }, new Headers());
    token = person?.token;
    return work(token);
  };
  try {
    return await tried();
  } catch (error) {
    if (error.status !== 401 || !await people.renew(flow, token)) throw error;
    return tried();
  }
}

/** Requests as the flow's person. */
export const askAs = (flow) => (method, path, options) =>
  renewing(flow, (token) => ask(method, path, { ...options, token }));

/** The same for what is followed: nobody's token when somebody else is signed in by now. */
export function followingAs(flow) {
  const id = shown.get(flow);
  const person = () => [people.of(flow)].find((person) => person?.id === id);
  let last;
  return {
    token: () => (last = person()?.token),
    renew: async () => person() && people.renew(flow, last).catch(() => true),
  };
}

/** A person's id made of an address, so that the same address is the same person everywhere, and no other one is. */
export const personID = (email) => `dev-${encodeURIComponent(email.trim().toLowerCase()).replaceAll("%", ":")}`;
