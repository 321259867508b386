/** The portal: five onboarding flows, played on their own routes against a server in dev mode. */
import { flows } from "./flows.js";
import { home } from "./home.js";
import { Router } from "./router.js";
import { Shell } from "./shell.js";

const shell = new Shell();
document.body.prepend(shell.element);
new Router(flows, shell, home).start();
