/** The portal: five onboarding flows, played on their own routes against a server in dev mode. */
import { ask } from "../shared/api.js";
import { setClock } from "../shared/time.js";
import { Router } from "./router.js";
import { Shell } from "./shell.js";

/** Who is not told it by then goes by the browser's clock. */
const clockMilliseconds = 2000;
// What is past is so by the server's clock: dev mode moves that, and the browser's may be wrong.
const shell = new Shell();
await ask("GET", "/dev/clock", { signal: AbortSignal.timeout(clockMilliseconds) })
  .then(({ body }) => setClock(body.now), () => {});
new Router(shell).start();
