/** The five flows: what the front says of each, and where its pages are, which load when they are needed. */
export const flows = [
  {
    id: "signup", title: "Sign-up", icon: "card", start: "/onboarding/plan",
    about: "An anonymous session becomes a workspace: choose a plan, prove an email, pay, done.",
    steps: ["Plan", "Email", "Proof", "Business", "Payment", "Done"],
    load: async () => (await import("./signup.js")).signup,
  },
  {
    id: "wizard", title: "Wizard", icon: "form", start: "/onboarding", needsPerson: true,
    about: "Four steps that save themselves as you type, with conflicts settled field by field.",
    steps: ["Account", "You", "Company", "Review"],
    load: async () => (await import("./wizard.js")).wizard,
  },
  {
    id: "membership", title: "Membership", icon: "star", start: "/sanctuary",
    about: "Pay first, as a stranger; then claim the account, fill in the profile, and enter the sanctuary.",
    steps: ["Join", "Welcome", "Profile", "Sanctuary"],
    load: async () => (await import("./membership.js")).membership,
  },
  {
    id: "call", title: "Onboarding call", icon: "calendar", start: "/onboarding-session", needsPerson: true,
    about: "A new space books half an hour with a person before it opens; the page follows the calendar live.",
    steps: ["Space", "Call", "Assets"],
    load: async () => (await import("./call.js")).call,
  },
  {
    id: "merchant", title: "Merchant", icon: "shop", start: "/",
    about: "A shop asks to come in, an admin approves, a wizard sets it up, and its till follows the choice.",
    steps: ["Sign in", "Approval", "Shop", "Point of sale"],
    load: async () => (await import("./merchant.js")).merchant,
  },
];
