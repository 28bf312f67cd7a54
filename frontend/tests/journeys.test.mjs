// Whole journeys in a browser, each part in a file of its own.
import "./journeys/ways.mjs";
import "./journeys/keyboard.mjs";
import "./journeys/inplace.mjs";
import "./journeys/leave.mjs";
import "./journeys/traces.mjs";
import "./journeys/offline.mjs";
import "./journeys/languages.mjs";
