/** The portal: five onboarding flows, played on their own routes against a server in dev mode. */
import { Router } from "./router.js";
import { Shell } from "./shell.js";

new Router(new Shell()).start();
