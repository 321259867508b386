// Applies the colours that the viewer chose, before anything is drawn; a classic script for that.
try {
  document.documentElement.dataset.theme = localStorage["onboard.theme"] ?? "system";
} catch { /* Storage may be blocked: the system's colours then. */ }
