// The one global of swagger-ui.js, which the page loads before this.
const { SwaggerUIBundle } = window;

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const followScheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followScheme);
followScheme();

SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  // The schemas are at the end for those who look for them.
  defaultModelsExpandDepth: 0,
  // Else the page would ask a host of its maker whether the document is valid.
  validatorUrl: null,
});

// A tag folds when it is clicked; its guide is there to be read, and code in it to be selected.
document.addEventListener(
  'click',
  (event) => {
    if (event.target.closest('.opblock-tag > small')) event.stopPropagation();
  },
  true,
);
