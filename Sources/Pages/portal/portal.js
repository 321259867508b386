/** The portal: five onboarding flows, played on their own routes against a server in dev mode. */
import { ask } from "../shared/api.js";
import { pause } from "../shared/dom.js";
import { setClock } from "../shared/time.js";
import { Router } from "./router.js";
import { Shell } from "./shell.js";

/** Who is not told the clock by then begins by the browser's. */
const clockMilliseconds = 3000;
// What is past is so by the server's clock: dev mode moves that, and the browser's may be wrong.
const shell = new Shell();
await Promise.race([
  ask("GET", "/dev/clock").then(({ body }) => setClock(body.now), () => {}),
  pause(clockMilliseconds),
]);
new Router(shell).start();
