// Applies the colours that the viewer chose, before anything is drawn; a classic script for that.
try {
  const theme = localStorage.getItem("onboard.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* Storage may be blocked: the system's colours then. */ }
