// Says, before anything is drawn, that scripts run. Without it every page works as plain HTML.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
