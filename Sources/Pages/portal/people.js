/** Who is signed in, for each flow apart, so that five people can be played in one browser. */
import { ask, Problem } from "../shared/api.js";

const name = (flow) => `onboard.portal.${flow}`;

export const people = {
  /** `{id, email, name, claims, token, refreshToken}`, or null. */
  of(flow) {
    try {
      return JSON.parse(localStorage.getItem(name(flow)));
    } catch {
      return null;
    }
  },

  /** Signs in as anybody: dev mode gives a token for the asking. */
  async enter(flow, claims) {
    const { body } = await ask("POST", "/dev/token", { body: claims });
    return keep(flow, { id: claims.sub, email: claims.email, name: claims.name, claims, token: body.token });
  },

  /** Signs in whom the server gave tokens. */
  accept(flow, { user, token, refreshToken }) {
    const name = [user?.firstName, user?.lastName].filter(Boolean).join(" ");
    return keep(flow, { id: user?.id, email: user?.email, name, token, refreshToken });
  },

  /** A new token in the old one's place; false when the person must sign in again. */
  async renew(flow) {
    const person = this.of(flow);
    if (!person) return false;
    try {
      if (person.claims) await this.enter(flow, person.claims);
      else {
        const { body } = await ask("POST", "/v1/auth/refresh", { body: { refreshToken: person.refreshToken } });
        keep(flow, { ...person, ...body });
      }
      return true;
    } catch (error) {
      if (error instanceof Problem) this.leave(flow);
      return false;
    }
  },

  leave(flow) { localStorage.removeItem(name(flow)); },
};

function keep(flow, person) {
  localStorage.setItem(name(flow), JSON.stringify(person));
  return person;
}

/** Something asked with the token of the flow's person; one that time has passed over is renewed once. */
export async function renewing(flow, work) {
  const tried = () => work(people.of(flow)?.token);
  try {
    return await tried();
  } catch (error) {
    if (error.status !== 401 || !await people.renew(flow)) throw error;
    return tried();
  }
}

/** A request as the flow's person. */
export const askAs = (flow, method, path, options) =>
  renewing(flow, (token) => ask(method, path, { ...options, token }));

/** A person's id made of an address, so that the same address is the same person everywhere. */
export function personID(email) {
  return `dev-${email.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
}
