// What html-validate asks of the HTML that is sent: all that it recommends, but
// for what is set here.
export default {
  extends: ["html-validate:recommended"],
  rules: {
    // It is written in small letters, as all of HTML here.
    "doctype-style": ["error", { style: "lowercase" }],
    // An id may begin with a digit: those of things are the things' own.
    "valid-id": ["error", { relaxed: true }],
    // Several fields of one name are a list, as HTML sends lists.
    "form-dup-name": "off",
    // A form may stand for buttons that are elsewhere, before there is one; checks.mjs asks a button of every form with a field.
    "wcag/h32": "off",
    // A blank plan lies in a <template> until a script fills it in; axe looks at the headings that are shown.
    "empty-heading": "off",
    // A number may break where a narrow page ends, rather than run out of it; by itself it is kept whole by style.
    "tel-non-breaking": "off",
  },
};
