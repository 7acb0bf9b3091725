"use strict";
const place = document.getElementById("document");
window.ui = SwaggerUIBundle({
  url: place.dataset.url,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  // Swagger's own validator would be a request to a stranger.
  validatorUrl: null,
});
